// SPDX-License-Identifier: Apache-2.0
package ringway.wwsf.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ringway.runtime.http.HttpListener;
import ringway.runtime.http.ListenerConfig;
import ringway.runtime.http.Router;

/** Where the built-in web client is read from. */
class SiteFilesTest {
  @TempDir private Path directory;

  @Test
  void filesInAJarAreServedAndOnlyThoseOfTheSite() throws Exception {
    Path jar = directory.resolve("with space.jar");
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out)) {
      write(entries, "ringway/wwsf/site/index.html", "the page");
      write(entries, "ringway/wwsf/site/assets/app.css", "p {}");
      write(entries, "ringway/other/secret.txt", "not yours");
    }
    Site site =
        Site.besides(URI.create("jar:" + jar.toUri() + "!/ringway/wwsf/site/index.html").toURL());

    assertThat(get(site, "/").body()).isEqualTo("the page");
    assertThat(get(site, "/assets/app.css").body()).isEqualTo("p {}");
    assertThat(get(site, "/secret.txt").statusCode()).isEqualTo(404);
  }

  @Test
  void filesOnDiskAreServed() throws Exception {
    Path index = Files.writeString(directory.resolve("index.html"), "the page");

    assertThat(get(Site.besides(index.toUri().toURL()), "/").body()).isEqualTo("the page");
  }

  @Test
  void jarWithoutAWebClientSaysHowToBuildIt() throws Exception {
    HttpResponse<String> page = get(Site.none(), "/");

    assertThat(page.statusCode()).isEqualTo(503);
    assertThat(page.body()).contains("was not built", "npm run build", "./ringway up");
  }

  private static void write(JarOutputStream jar, String name, String text) throws IOException {
    jar.putNextEntry(new JarEntry(name));
    jar.write(text.getBytes(StandardCharsets.UTF_8));
    jar.closeEntry();
  }

  private static HttpResponse<String> get(Site site, String path) throws Exception {
    try (HttpListener listener =
            HttpListener.start(
                "site", ListenerConfig.loopback(0), new Router().below("/", site::get));
        HttpClient client = HttpClient.newHttpClient()) {
      URI address = URI.create("http://localhost:" + listener.port() + path);
      return client.send(
          HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
    }
  }
}
