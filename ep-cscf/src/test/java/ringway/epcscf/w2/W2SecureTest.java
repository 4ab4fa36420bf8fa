// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.w2;

import static org.assertj.core.api.Assertions.assertThat;
import static ringway.epcscf.sip.SampleMessages.answer;
import static ringway.epcscf.sip.SampleMessages.request;

import gov.nist.javax.sip.message.SIPRequest;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.Test;

/** Over TLS, with a client that is not ours. */
class W2SecureTest {
  private static final String OPTIONS = request("OPTIONS", "z9hG4bKa", "c1");

  @Test
  void overTlsTheFlowIsSecure() throws Exception {
    try (W2TestServer server = W2TestServer.start(W2TestServer.Settings.usual().withTls());
        HttpClient http = HttpClient.newBuilder().sslContext(trusting()).build()) {
      CompletableFuture<String> received = new CompletableFuture<>();
      WebSocket socket = connect(http, server, received);
      socket.sendText(OPTIONS, true).get(10, TimeUnit.SECONDS);
      RecordingReceiver.Arrived arrived = server.receiver.next();

      arrived.from().send(answer((SIPRequest) arrived.message(), 200));

      assertThat(received.get(10, TimeUnit.SECONDS)).startsWith("SIP/2.0 200 ");
      assertThat(socket.getSubprotocol()).isEqualTo("sip");
      assertThat(arrived.flow().secure()).isTrue();
      assertThat(arrived.from().viaTransport()).isEqualTo("WSS");
      socket.abort();
    }
  }

  @Test
  void oldTlsIsNotSpoken() throws Exception {
    // This JDK's client would refuse TLS 1.1 itself: the ClientHello is written by hand.
    ByteBuffer hello = ByteBuffer.allocate(52);
    hello.put(new byte[] {22, 3, 1, 0, 47, 1, 0, 0, 43, 3, 2}).put(new byte[32]);
    hello.put(new byte[] {0, 0, 4, (byte) 0xc0, 0x09, (byte) 0xc0, 0x13, 1, 0});

    try (W2TestServer server = W2TestServer.start(W2TestServer.Settings.usual().withTls());
        Socket socket = new Socket("127.0.0.1", server.port())) {
      socket.getOutputStream().write(hello.array());
      byte[] alert = socket.getInputStream().readNBytes(7);

      assertThat(alert[0]).as("an alert").isEqualTo((byte) 21);
      assertThat(alert[5]).as("fatal").isEqualTo((byte) 2);
      assertThat(alert[6]).as("protocol_version").isEqualTo((byte) 70);
      assertThat(server.receiver.arrived).isEmpty();
    }
  }

  private static WebSocket connect(
      HttpClient http, W2TestServer server, CompletableFuture<String> received) throws Exception {
    return http.newWebSocketBuilder()
        .subprotocols("sip")
        .header("Origin", W2TestServer.ORIGIN)
        .buildAsync(
            URI.create("wss://127.0.0.1:" + server.port() + "/"),
            new WebSocket.Listener() {
              @Override
              public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
                received.complete(data.toString());
                return CompletableFuture.completedFuture(null);
              }
            })
        .get(10, TimeUnit.SECONDS);
  }

  private static SSLContext trusting() throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new TrustAll()}, new SecureRandom());
    return context;
  }

  /** The certificate is made at start: there is nothing to check it against. */
  private static final class TrustAll extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
