// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.actors;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import ringway.acceptance.sip.Dialogs;
import ringway.acceptance.sip.Draft;
import ringway.acceptance.sip.Message;
import ringway.acceptance.sip.Reply;
import ringway.runtime.ladder.Actor;
import ringway.runtime.ladder.Ladder;

/** A WebRTC IMS client: SIP over a WebSocket (RFC 7118), without a browser around it. */
public final class Wic extends SipActor implements AutoCloseable {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().sslContext(AnyCertificate.context()).build();
  private static final Pattern BEGINS_DIALOG = Pattern.compile("INVITE|SUBSCRIBE|MESSAGE|OPTIONS");

  /** How a connection ended. */
  public record Closed(int code, String reason) {}

  private final Subscriber subscriber;
  private final String contact;
  private final AtomicInteger pongs = new AtomicInteger();
  private final AtomicInteger binaryMessages = new AtomicInteger();
  private final URI w2;
  private final Optional<String> origin;
  private volatile WebSocket socket;
  private List<String> serviceRoute = List.of();

  private Wic(Ladder ladder, Subscriber subscriber, URI w2, Optional<String> origin, String host) {
    super(
        ladder,
        Actor.wic(subscriber.name()),
        new Dialogs(
            new Dialogs.Self(
                subscriber.impu(), contactHeader(subscriber, host), "SIP/2.0/WS " + host)));
    this.subscriber = subscriber;
    this.contact = contactUri(subscriber, host);
    this.w2 = w2;
    this.origin = origin;
    this.socket = open(w2);
  }

  private WebSocket open(URI address) {
    WebSocket.Builder builder = CLIENT.newWebSocketBuilder().subprotocols("sip");
    origin.ifPresent(value -> builder.header("Origin", value));
    return builder
        .buildAsync(address, new Frames())
        .orTimeout(Patience.LIMIT.toMillis(), TimeUnit.MILLISECONDS)
        .join();
  }

  /** Opens another connection and goes on there: the same instance, the same dialogs. */
  public void reconnects() {
    reconnects(w2);
  }

  /** The same at another node. */
  public void reconnects(URI elsewhere) {
    ladder.record(self, Actor.EP_CSCF, "[another connection]", "");
    socket = open(elsewhere);
  }

  /** Opens the connection. */
  public static Wic connect(Ladder ladder, Subscriber subscriber, URI w2, Optional<String> origin) {
    // RFC 7118 §5: a browser knows no address of its own.
    return new Wic(ladder, subscriber, w2, origin, Dialogs.fresh("") + ".invalid");
  }

  private static String contactUri(Subscriber subscriber, String host) {
    return "sip:" + subscriber.name() + "@" + host + ";transport=ws";
  }

  private static String contactHeader(Subscriber subscriber, String host) {
    return "<"
        + contactUri(subscriber, host)
        + ">;reg-id=1;+sip.instance=\"<urn:uuid:"
        + java.util.UUID.nameUUIDFromBytes(host.getBytes(StandardCharsets.UTF_8))
        + ">\"";
  }

  public Subscriber subscriber() {
    return subscriber;
  }

  /** The URI the core reaches this WIC by. */
  public String contact() {
    return contact;
  }

  public String registrationCallId() {
    return dialogs.registrationCallId();
  }

  public String latestCallId() {
    return dialogs.latestCallId();
  }

  @Override
  protected Dialogs.Start startOf(Draft draft) {
    if (draft.method().equals("REGISTER")) {
      return new Dialogs.Start("sip:" + Subscriber.DOMAIN, subscriber.impu(), List.of());
    }
    String target = draft.target().orElse("");
    List<String> route = BEGINS_DIALOG.matcher(draft.method()).matches() ? serviceRoute : List.of();
    return new Dialogs.Start(target, target, route);
  }

  @Override
  protected void transmit(Message request) {
    sendText(request.text());
  }

  @Override
  protected Reply completed(Message request, Reply reply) {
    return reply;
  }

  @Override
  public Received receives(int status) {
    Received received = super.receives(status);
    Message response = received.message();
    if (response.cseqMethod().equals("REGISTER") && status == 200) {
      serviceRoute = response.values("Service-Route");
    }
    return received;
  }

  /** Sends what may be no SIP at all. */
  public void sendsRaw(String text) {
    ladder.step(self.name() + " sends raw text");
    record(text);
    sendText(text);
  }

  /** One SIP message in a binary frame (RFC 7118 §4.2). */
  public Message sendsBinary(Draft draft) {
    ladder.step(self.name() + " sends " + draft.method() + " in a binary frame");
    Message request = dialogs.compose(draft, startOf(draft));
    record(request.text());
    await(socket.sendBinary(ByteBuffer.wrap(bytes(request.text())), true));
    return request;
  }

  /** One message in several continuation frames, with a ping between (RFC 6455 §5.4). */
  public Message sendsFragmented(Draft draft, int parts) {
    ladder.step(self.name() + " sends " + draft.method() + " in " + parts + " frames");
    Message request = dialogs.compose(draft, startOf(draft));
    String text = request.text();
    record(text);
    int length = text.length() / parts;
    for (int i = 0; i < parts; i++) {
      boolean last = i == parts - 1;
      await(
          socket.sendText(
              text.substring(i * length, last ? text.length() : (i + 1) * length), last));
      if (!last) {
        await(socket.sendPing(ByteBuffer.wrap(bytes("between"))));
      }
    }
    return request;
  }

  /** The request as it would be sent, for scripts that spoil it first. */
  public Message composes(Draft draft) {
    return dialogs.compose(draft, startOf(draft));
  }

  private void record(String text) {
    ladder.record(
        self,
        Actor.EP_CSCF,
        text.isBlank() ? "[keep-alive]" : text.strip().lines().findFirst().orElse(""),
        text);
  }

  private void sendText(String text) {
    await(socket.sendText(text, true));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void await(CompletableFuture<WebSocket> sent) {
    sent.orTimeout(Patience.LIMIT.toMillis(), TimeUnit.MILLISECONDS).join();
  }

  /** The server ends the connection; messages that came before are passed over. */
  public Closed seesClose() {
    ladder.step(self.name() + " sees its connection closed");
    while (true) {
      if (next() instanceof Arrival.End(int code, String reason)) {
        return new Closed(code, reason);
      }
    }
  }

  /** Status of the refusal that comes, or the close code when the server rather ends it. */
  public int receivesRefusalOrClose() {
    ladder.step(self.name() + " is refused or closed");
    return switch (next()) {
      case Arrival.End end -> end.code();
      case Arrival.Text text -> {
        Message message = Message.parse(text.text());
        if (message.isRequest() || message.status() < 300) {
          throw ladder.failure("expected a refusal but there came\n" + message.text());
        }
        yield message.status();
      }
    };
  }

  /** Pongs that came so far. */
  public int pongs() {
    return pongs.get();
  }

  /** Binary messages that came so far. */
  public int binaryMessages() {
    return binaryMessages.get();
  }

  /** Closes in good order and waits for the server's close frame. */
  public Closed closes(int code) {
    ladder.record(self, Actor.EP_CSCF, "[WebSocket close " + code + "]", "");
    await(socket.sendClose(code, ""));
    return seesClose();
  }

  /** Cuts the connection without a word, as a lost network does. */
  public void vanishes() {
    ladder.record(self, Actor.EP_CSCF, "[connection lost]", "");
    socket.abort();
  }

  @Override
  public void close() {
    socket.abort();
  }

  private final class Frames implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder binary = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      text.append(data);
      return whole(from, text, last);
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
      if (last) {
        binaryMessages.incrementAndGet();
      }
      binary.append(StandardCharsets.UTF_8.decode(data));
      return whole(from, binary, last);
    }

    private CompletionStage<?> whole(WebSocket from, StringBuilder buffer, boolean last) {
      if (last) {
        String message = buffer.toString();
        buffer.setLength(0);
        arrived(message, Wic.this::sendText);
      }
      from.request(1);
      return CompletableFuture.completedStage(from);
    }

    @Override
    public CompletionStage<?> onPong(WebSocket from, ByteBuffer payload) {
      pongs.incrementAndGet();
      from.request(1);
      return CompletableFuture.completedStage(from);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
      ladder.record(Actor.EP_CSCF, self, "[WebSocket close " + code + "]", reason);
      ended(code, reason);
      return CompletableFuture.completedStage(from);
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      ended(1006, String.valueOf(error)); // RFC 6455 §7.4.1: no close frame came
    }
  }
}
