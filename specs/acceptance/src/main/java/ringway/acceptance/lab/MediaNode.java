// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import ringway.acceptance.actors.Patience;
import ringway.acceptance.peers.FreePort;
import ringway.agw.MediaConfig;
import ringway.agw.MediaFunction;

/** A real media function on free ports. */
public final class MediaNode implements AutoCloseable {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final MediaFunction function;
  private final int management;
  private final String scheme;

  private MediaNode(MediaFunction function, int management, String scheme) {
    this.function = function;
    this.management = management;
    this.scheme = scheme;
  }

  static MediaNode start(Settings settings) {
    int management = FreePort.next();
    Settings free = Gateway.freePorts(settings, management);
    String scheme = settings.isSet("iq.tls.mode") ? "wss" : "ws";
    return new MediaNode(MediaFunction.start(free.bind(MediaConfig.class)), management, scheme);
  }

  /** Of its Iq. */
  String address() {
    return scheme + "://" + name() + "/iq";
  }

  /** As the eP-CSCF calls it. */
  public String name() {
    return "127.0.0.1:" + function.iqPort();
  }

  public Metrics metrics() {
    return new Metrics(management);
  }

  /** Calls whose media it carries. */
  public int calls() {
    return (int) metrics().sum("ringway_media_contexts");
  }

  /** Its answer to an administrator who has it drained. */
  public int drains(String token) {
    return status(
        request("/admin/drain")
            .header("Authorization", "Bearer " + token)
            .POST(HttpRequest.BodyPublishers.noBody()));
  }

  public boolean isReady() {
    return status(request("/health/ready")) == 200;
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + management + path))
        .timeout(Patience.LIMIT);
  }

  private static int status(HttpRequest.Builder request) {
    try {
      return CLIENT.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Override
  public void close() {
    function.close();
  }
}
