// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import ringway.epcscf.media.MediaFunctions;
import ringway.runtime.http.HttpListener;
import ringway.runtime.http.ListenerConfig;
import ringway.runtime.http.Router;

class MediaListTest {
  @Test
  void everyMediaFunctionIsShownWithItsStateAndLoad() throws Exception {
    var status = new MediaFunctions.Status("media1:8083", "draining", 12, 100, 0.25, 7);
    Router router = new Router().get("/admin/media", new MediaList(() -> List.of(status))::get);
    try (HttpListener listener = HttpListener.start("test", ListenerConfig.loopback(0), router);
        HttpClient http = HttpClient.newHttpClient()) {
      URI address = URI.create("http://127.0.0.1:" + listener.port() + "/admin/media");
      assertThat(
              http.send(
                      HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
                  .body())
          .contains("\"name\":\"media1:8083\"", "\"state\":\"draining\"", "\"contexts\":12")
          .contains("\"capacity\":100", "\"cpu\":0.25", "\"ours\":7");
    }
  }
}
