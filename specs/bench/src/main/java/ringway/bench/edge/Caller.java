// SPDX-License-Identifier: Apache-2.0
package ringway.bench.edge;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import ringway.acceptance.sip.Descriptions;

/**
 * A registered browser that calls a number and hangs up, again and again. Used by one thread. What
 * counts is the time from its INVITE to the answer: the callee answers at once.
 */
final class Caller implements LoadClient {
  private static final String OFFER =
      Descriptions.browserOffer(Descriptions.BrowserMedia.silent())
          .replaceAll("[-0-9a-f]+\\.local 54321", "127.0.0.1 54321");

  /** A call that was answered, and what its requests need. */
  private record Call(String id, int cseq, String target, List<String> route) {}

  private final Registrant registrant;
  private final SipSocket socket;
  private final String user;
  private final String host;
  private final String domain;
  private final List<Call> standing = new ArrayList<>();
  private int calls;

  private Caller(Registrant registrant, String domain, int number) {
    this.registrant = registrant;
    this.socket = registrant.socket();
    this.domain = domain;
    this.user = Registrant.user(number);
    this.host = "w" + number + ".invalid";
  }

  static Caller connect(EdgeServer server, String origin, String domain, int number)
      throws IOException {
    Registrant registrant = Registrant.connect(server, origin, domain, number, 1);
    registrant.register();
    return new Caller(registrant, domain, number);
  }

  @Override
  public long run() throws IOException {
    long began = System.nanoTime();
    Call call = begin();
    long took = System.nanoTime() - began;
    end(call);
    return took;
  }

  /** One more call that stays. */
  void stay() throws IOException {
    standing.add(begin());
  }

  /** Hangs up all that stayed. */
  void endAll() throws IOException {
    for (Call call : standing) {
      end(call);
    }
    standing.clear();
  }

  private Call begin() throws IOException {
    calls++;
    String id = "c" + calls + "-" + host;
    String to = "sip:+15550199@" + domain + ";user=phone";
    String description =
        "Contact: <sip:%s@%s;transport=ws>\r\nContent-Type: application/sdp\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(user, host, OFFER.length(), OFFER);
    socket.send(request("INVITE", to, id, calls, "<" + to + ">") + description);
    String ok = awaitOk(id, "INVITE");
    List<String> route =
        values(ok, "Record-Route").stream()
            .flatMap(value -> Arrays.stream(value.split(",", -1)))
            .toList()
            .reversed();
    String contact = values(ok, "Contact").getFirst();
    Call call =
        new Call(
            id, calls, contact.substring(contact.indexOf('<') + 1, contact.indexOf('>')), route);
    socket.send(within(call, "ACK", call.cseq()));
    return call;
  }

  private void end(Call call) throws IOException {
    socket.send(within(call, "BYE", call.cseq() + 1));
    awaitOk(call.id(), "BYE");
  }

  private String within(Call call, String method, int cseq) {
    StringBuilder text =
        new StringBuilder(
            request(
                method,
                call.target(),
                call.id(),
                cseq,
                "<sip:+15550199@" + domain + ";user=phone>;tag=core"));
    call.route().forEach(entry -> text.append("Route: ").append(entry.strip()).append("\r\n"));
    return text.append("Content-Length: 0\r\n\r\n").toString();
  }

  private String request(String method, String uri, String callId, int cseq, String to) {
    return "%s %s SIP/2.0\r\nVia: SIP/2.0/WS %s;branch=z9hG4bK%s%s\r\nMax-Forwards: 70\r\nFrom: <sip:%s@%s>;tag=f\r\nTo: %s\r\nCall-ID: %s\r\nCSeq: %d %s\r\n"
        .formatted(method, uri, host, callId, method, user, domain, to, callId, cseq, method);
  }

  private String awaitOk(String callId, String method) throws IOException {
    while (true) {
      String message = socket.receive();
      boolean ours =
          message.startsWith("SIP/2.0 ")
              && values(message, "Call-ID").contains(callId)
              && values(message, "CSeq").getFirst().endsWith(method);
      if (ours && message.startsWith("SIP/2.0 200")) {
        return message;
      }
      if (ours && !message.startsWith("SIP/2.0 1")) {
        throw new IOException(method + " was answered\n" + message);
      }
    }
  }

  private static List<String> values(String message, String name) {
    return message
        .lines()
        .takeWhile(line -> !line.isEmpty())
        .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
        .map(line -> line.substring(name.length() + 1).strip())
        .toList();
  }

  @Override
  public void close() {
    registrant.close();
  }
}
