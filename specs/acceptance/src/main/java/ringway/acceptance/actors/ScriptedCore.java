// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.actors;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import ringway.acceptance.sip.Dialogs;
import ringway.acceptance.sip.Draft;
import ringway.acceptance.sip.Message;
import ringway.acceptance.sip.Reply;
import ringway.runtime.ladder.Actor;
import ringway.runtime.ladder.Ladder;

/** The core side of Mw, both I-CSCF and S-CSCF, and the far user behind them. */
public final class ScriptedCore extends SipActor implements AutoCloseable {
  /** RFC 3261 §18.1.1: longer requests go by TCP. */
  private static final int LONGEST_DATAGRAM = 1300;

  /** The far user: whom WICs call, and who calls them. */
  public static final String FAR_USER = "sip:dora@" + Subscriber.DOMAIN;

  private static final Pattern HOST_PORT = Pattern.compile("(?:.*@|sip:)([^:;?>]+)(?::(\\d+))?.*");

  private record Binding(String aor, List<String> path) {}

  private final MwSockets sockets;
  private final Map<String, Binding> bindings = new HashMap<>();
  private final Map<String, String> answered = new ConcurrentHashMap<>();
  private final Set<String> repeated = ConcurrentHashMap.newKeySet();
  private Runnable fence = () -> {};
  private Charset charset = StandardCharsets.UTF_8;

  private ScriptedCore(Ladder ladder, MwSockets sockets) {
    super(
        ladder,
        Actor.CORE,
        new Dialogs(
            new Dialogs.Self(
                FAR_USER,
                "<sip:dora@127.0.0.1:" + sockets.port() + ">",
                "SIP/2.0/UDP 127.0.0.1:" + sockets.port())));
    this.sockets = sockets;
    sockets.start(this::incoming);
  }

  public static ScriptedCore start(Ladder ladder) {
    return new ScriptedCore(ladder, MwSockets.open());
  }

  public int port() {
    return sockets.port();
  }

  /** What proves that nothing came: a request sent later that must be the next to arrive. */
  public void fencedBy(Runnable registersAnotherUser) {
    fence = registersAnotherUser;
  }

  /**
   * Nothing has come before now. Not proved by waiting: another user's registration is sent through
   * the same node, and it must be the next thing the core sees.
   */
  public void receivesNothing() {
    fence.run();
  }

  /** A request or response that has come already comes again, as over UDP what is lost must. */
  public void seesAgain(String methodOrStatus) {
    await().atMost(Patience.LIMIT).until(() -> repeated.contains(methodOrStatus));
  }

  private void incoming(String text, Consumer<String> back) {
    if (text.isBlank()) {
      return; // RFC 5626 §4.4.1: a keep-alive
    }
    Message message = Message.parse(text);
    // RFC 3261 §17: over UDP what is repeated is told by its branch, method and status.
    String key =
        message.branch()
            + " "
            + message.require("CSeq")
            + (message.isRequest() ? " " + message.method() : " " + message.status());
    String earlier = answered.putIfAbsent(key, "");
    if (earlier != null) {
      repeated.add(message.isRequest() ? message.method() : Integer.toString(message.status()));
    }
    if (earlier == null) {
      arrived(
          text,
          answer -> {
            answered.put(key, answer);
            back.accept(answer);
          });
    } else if (!earlier.isEmpty()) {
      back.accept(earlier);
    }
  }

  @Override
  protected Dialogs.Start startOf(Draft draft) {
    String target = draft.target().orElse("");
    Binding binding = bindings.get(target);
    return binding == null
        ? new Dialogs.Start(target, target, List.of())
        : new Dialogs.Start(target, binding.aor(), binding.path());
  }

  @Override
  protected void transmit(Message request) {
    List<String> route = request.values("Route");
    String next = route.isEmpty() ? request.requestUri() : Message.uriOf(route.getFirst());
    Matcher matcher = HOST_PORT.matcher(next);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("no address in " + next);
    }
    String port = matcher.group(2);
    InetSocketAddress address =
        new InetSocketAddress(
            address(matcher.group(1)), port == null ? 5060 : Integer.parseInt(port));
    String text = request.text();
    if (text.length() > LONGEST_DATAGRAM || next.contains("transport=tcp")) {
      sockets.sendTcp(address, text.replaceFirst("SIP/2\\.0/UDP", "SIP/2.0/TCP"));
    } else {
      int length = request.body().getBytes(charset).length;
      String counted = text.replaceFirst("Content-Length: \\d+", "Content-Length: " + length);
      sockets.sendUdp(address, counted.getBytes(charset));
    }
  }

  /** The same as {@link #sends}, its letters written in a way that is no UTF-8. */
  public void sendsLatin1(Draft draft) {
    charset = StandardCharsets.ISO_8859_1;
    sends(draft);
    charset = StandardCharsets.UTF_8;
  }

  private static InetAddress address(String host) {
    try {
      return InetAddress.getByName(host);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A registrar's 200 says more than its status (RFC 3261 §10.3, RFC 3327, RFC 3608). */
  @Override
  protected Reply completed(Message request, Reply reply) {
    if (!request.method().equals("REGISTER") || reply.status() != 200) {
      return reply;
    }
    Reply full = reply;
    String aor = Message.uriOf(request.require("To"));
    for (String contact : request.values("Contact")) {
      String expires =
          Message.parameter(contact, "expires").or(() -> request.header("Expires")).orElse("3600");
      if (expires.equals("0")) {
        bindings.remove(Message.uriOf(contact));
      } else {
        bindings.put(Message.uriOf(contact), new Binding(aor, request.values("Path")));
        String kept = contact.replaceAll(";expires=\\d+", "");
        full = full.header("Contact", kept + ";expires=" + expires);
      }
    }
    for (String path : request.values("Path")) {
      full = full.header("Path", path);
    }
    String associated =
        Subscriber.ALL.stream()
            .filter(subscriber -> subscriber.impus().contains(aor))
            .findFirst()
            .map(s -> "<" + String.join(">, <", s.impus()) + ">")
            .orElse("<" + aor + ">");
    // What the script itself says of these two stands.
    full = full.says("Service-Route") ? full : full.header("Service-Route", serviceRoute());
    full = full.says("P-Associated-URI") ? full : full.header("P-Associated-URI", associated);
    return full.header("P-Charging-Vector", "icid-value=\"core-1\";term-ioi=\"home\"")
        .header("P-Charging-Function-Addresses", "ccf=\"aaa://ccf.home.example\"");
  }

  /** Call-ID of the dialog begun last. */
  public String latestCallId() {
    return dialogs.latestCallId();
  }

  /** What a registered user's requests must be routed by. */
  public String serviceRoute() {
    return "<sip:orig@127.0.0.1:" + port() + ";lr>";
  }

  @Override
  public void close() {
    sockets.close();
  }
}
