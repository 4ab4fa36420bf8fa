// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.sip;

import gov.nist.javax.sip.message.SIPRequest;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * A request with everything but our Via, encoded once: its size, what goes out and what is kept of
 * it are all taken from these bytes.
 */
public record Encoded(SIPRequest request, byte[] wire) {
  private static final byte[] VIA = "Via: ".getBytes(StandardCharsets.US_ASCII);

  public static Encoded of(SIPRequest request) {
    return new Encoded(request, SipMessages.bytes(request));
  }

  public int size() {
    return wire.length;
  }

  /**
   * The text without the headers of these names, which are usual ones.
   *
   * @param before returned where it is the same, so that it need not be kept twice
   */
  public String without(Set<String> names, String before) {
    int length = 0;
    boolean same = true;
    for (int from = next(0, names), end; from < wire.length; from = next(end, names)) {
      end = lineEnd(from);
      for (int i = from; i < end; i++) {
        same &= length < before.length() && before.charAt(length) == wire[i];
        length++;
      }
    }
    if (same && length == before.length()) {
      return before;
    }
    byte[] kept = new byte[length];
    int at = 0;
    for (int from = next(0, names), end; from < wire.length; from = next(end, names)) {
      end = lineEnd(from);
      System.arraycopy(wire, from, kept, at, end - from);
      at += end - from;
    }
    return new String(kept, StandardCharsets.UTF_8);
  }

  /** Where the next line begins that is none of these headers. */
  private int next(int from, Set<String> names) {
    int head = wire.length - SipMessages.body(request).length;
    int at = from;
    while (at < head && names.contains(HeaderNames.usual(wire, at, nameEnd(at)))) {
      at = lineEnd(at);
    }
    return at;
  }

  private int nameEnd(int from) {
    int at = from;
    while (at < wire.length && wire[at] != ':' && wire[at] != '\n') {
      at++;
    }
    return at;
  }

  /** The same for an independent copy of the request. */
  public Encoded copy() {
    return new Encoded(SipMessages.copy(request), wire);
  }

  /** Puts the Via on top of the request; returns the whole as it goes on the wire then. */
  public byte[] under(String via) {
    SipMessages.addFirst(request, "Via", via);
    byte[] value = via.getBytes(StandardCharsets.US_ASCII);
    int line = lineEnd(0);
    byte[] all = new byte[wire.length + VIA.length + value.length + 2];
    System.arraycopy(wire, 0, all, 0, line);
    System.arraycopy(VIA, 0, all, line, VIA.length);
    int at = line + VIA.length;
    System.arraycopy(value, 0, all, at, value.length);
    at += value.length;
    all[at++] = '\r';
    all[at++] = '\n';
    System.arraycopy(wire, line, all, at, wire.length - line);
    return all;
  }

  /** Behind the line break of the line that begins there. */
  private int lineEnd(int from) {
    int at = from;
    while (at < wire.length && wire[at] != '\n') {
      at++;
    }
    return Math.min(at + 1, wire.length);
  }
}
