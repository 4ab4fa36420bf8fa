// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.w2;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;

/** A listener for the tests of other packages. */
public final class W2Server implements AutoCloseable {
  private final W2TestServer server = W2TestServer.start();

  private W2Server() {}

  public static W2Server start() {
    return new W2Server();
  }

  public FlowTable flows() {
    return server.listener.flows();
  }

  public WebSocket connect(HttpClient http) {
    return http.newWebSocketBuilder()
        .subprotocols("sip")
        .header("Origin", W2TestServer.ORIGIN)
        .buildAsync(
            URI.create("ws://127.0.0.1:" + server.port() + "/"), new WebSocket.Listener() {})
        .join();
  }

  @Override
  public void close() {
    server.close();
  }
}
