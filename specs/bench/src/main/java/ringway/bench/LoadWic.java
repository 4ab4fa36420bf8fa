// SPDX-License-Identifier: Apache-2.0
package ringway.bench;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import ringway.acceptance.sip.Descriptions;

/** One browser's worth of load: a WebSocket, one request at a time. Used by one thread. */
final class LoadWic implements AutoCloseable {
  private static final int WAITING_AT_MOST = 16;
  private static final int PATIENCE_SECONDS = 10;
  private static final String OFFER = Descriptions.browserOffer(Descriptions.BrowserMedia.silent());

  private final String host;
  private final String token;
  private final WebSocket socket;
  private final BlockingQueue<String> incoming = new LinkedBlockingQueue<>(WAITING_AT_MOST);
  private int sequence;

  LoadWic(HttpClient client, URI w2, String origin, String token, int number) {
    this.host = "wic" + number + ".invalid";
    this.token = token;
    this.socket =
        client
            .newWebSocketBuilder()
            .subprotocols("sip")
            .header("Origin", origin)
            .buildAsync(w2, new Incoming())
            .join();
  }

  /** A REGISTER with the token, to its 200. */
  void register() throws InterruptedException {
    String callId = "r-" + host;
    send(
        request("REGISTER", "sip:ims.example.net", callId, "<sip:alice@ims.example.net>", "")
            + "Authorization: Bearer "
            + token
            + "\r\nExpires: 300\r\nSupported: path, outbound\r\n"
            + contact()
            + "Content-Length: 0\r\n\r\n");
    awaitOk("REGISTER");
  }

  /** INVITE, 200, ACK, BYE, 200. */
  void call() throws InterruptedException {
    String callId = "c" + sequence + "-" + host;
    String target = "sip:+15550199@ims.example.net;user=phone";
    send(
        request("INVITE", target, callId, "<" + target + ">", "")
            + contact()
            + "Content-Type: application/sdp\r\nContent-Length: "
            + OFFER.length()
            + "\r\n\r\n"
            + OFFER);
    String ok = awaitOk("INVITE");
    String route = ok.lines().filter(l -> l.startsWith("Record-Route:")).findFirst().orElse("");
    String routeLine = route.replaceFirst("Record-Route", "Route") + "\r\n";
    String remote = "sip:core@ims.example.net";
    sequence--; // RFC 3261 §17.1.1.3: an ACK has the number of its INVITE
    String to = "<" + target + ">;tag=core";
    send(request("ACK", remote, callId, to, routeLine) + "Content-Length: 0\r\n\r\n");
    send(request("BYE", remote, callId, to, routeLine) + "Content-Length: 0\r\n\r\n");
    awaitOk("BYE");
  }

  private String request(String method, String uri, String callId, String to, String more) {
    sequence++;
    return method
        + " "
        + uri
        + " SIP/2.0\r\nVia: SIP/2.0/WS "
        + host
        + ";branch=z9hG4bK"
        + sequence
        + method
        + "\r\nMax-Forwards: 70\r\nFrom: <sip:alice@ims.example.net>;tag=f\r\nTo: "
        + to
        + "\r\nCall-ID: "
        + callId
        + "\r\nCSeq: "
        + sequence
        + " "
        + method
        + "\r\n"
        + more;
  }

  private String contact() {
    return "Contact: <sip:alice@" + host + ";transport=ws>\r\n";
  }

  private void send(String text) {
    socket.sendText(text, true).join();
  }

  private String awaitOk(String method) throws InterruptedException {
    while (true) {
      String message = incoming.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (message == null) {
        throw new IllegalStateException("no answer to " + method);
      }
      if (message.startsWith("SIP/2.0 1")) {
        continue;
      }
      if (!message.startsWith("SIP/2.0 200")) {
        throw new IllegalStateException(
            method + " answered by " + message.lines().findFirst().orElse("nothing"));
      }
      return message;
    }
  }

  @Override
  public void close() {
    socket.abort();
  }

  private final class Incoming implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        if (!incoming.offer(text.toString())) {
          throw new IllegalStateException("more messages than the generator reads");
        }
        text.setLength(0);
      }
      from.request(1);
      return null;
    }
  }
}
