// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.sip;

import gov.nist.javax.sip.message.SIPRequest;
import java.nio.charset.StandardCharsets;

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

  public String text() {
    return new String(wire, StandardCharsets.UTF_8);
  }

  /** The same for an independent copy of the request. */
  public Encoded copy() {
    return new Encoded(SipMessages.copy(request), wire);
  }

  /** Puts the Via on top of the request; returns the whole as it goes on the wire then. */
  public byte[] under(String via) {
    SipMessages.addFirst(request, "Via", via);
    byte[] value = via.getBytes(StandardCharsets.US_ASCII);
    int line = startLine();
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

  /** Bytes of the start line and its end. */
  private int startLine() {
    int at = 0;
    while (wire[at] != '\n') {
      at++;
    }
    return at + 1;
  }
}
