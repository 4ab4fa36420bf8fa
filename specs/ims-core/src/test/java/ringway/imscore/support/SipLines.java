// SPDX-License-Identifier: Apache-2.0
package ringway.imscore.support;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A SIP message being written, line by line. */
public final class SipLines {
  private final List<String> lines = new ArrayList<>();
  private String body = "";

  private SipLines(String firstLine) {
    lines.add(firstLine);
  }

  public static String id() {
    return UUID.randomUUID().toString().substring(0, 13);
  }

  /** A request with a new branch; From, To, Call-ID and CSeq are the caller's to add. */
  public static SipLines request(String method, String uri, SipPeer peer, String transport) {
    return new SipLines(method + " " + uri + " SIP/2.0")
        .with("Via", "SIP/2.0/" + transport + " " + peer.hostPort() + ";branch=z9hG4bK" + id())
        .with("Max-Forwards", "70");
  }

  public static SipLines request(String method, String uri, SipPeer peer) {
    return request(method, uri, peer, "UDP");
  }

  /** An answer that carries back what it has to (RFC 3261 §8.2.6). */
  public static SipLines answer(SipMessage request, int status, String toTag) {
    SipLines lines = new SipLines("SIP/2.0 " + status + " As The Test Says");
    for (String name : List.of("Via", "Record-Route", "From")) {
      request.headers(name).forEach(value -> lines.with(name, value));
    }
    boolean tagged = toTag.isEmpty() || !request.tag("To").isEmpty();
    lines.with("To", request.header("To") + (tagged ? "" : ";tag=" + toTag));
    return lines.with("Call-ID", request.header("Call-ID")).with("CSeq", request.header("CSeq"));
  }

  public SipLines with(String name, String value) {
    lines.add(name + ": " + value);
    return this;
  }

  /** Takes a header out that was put in before. */
  public SipLines without(String name) {
    lines.removeIf(line -> line.startsWith(name + ":"));
    return this;
  }

  public SipLines sdp(String text) {
    body = text;
    return with("Content-Type", "application/sdp");
  }

  @Override
  public String toString() {
    return String.join("\r\n", lines)
        + "\r\nContent-Length: "
        + body.getBytes(StandardCharsets.UTF_8).length
        + "\r\n\r\n"
        + body;
  }
}
