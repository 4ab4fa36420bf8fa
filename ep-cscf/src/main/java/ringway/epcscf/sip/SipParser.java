// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.sip;

import gov.nist.javax.sip.message.SIPMessage;
import java.nio.charset.StandardCharsets;

/** Bytes to a message; everything wrong with them is a {@link SipReject}. */
public final class SipParser {
  private SipParser() {}

  public static SIPMessage parse(byte[] message, Framing framing) {
    throw new UnsupportedOperationException();
  }

  /** As {@link #parse(byte[], Framing)} of a whole WebSocket message. */
  public static SIPMessage parse(byte[] message) {
    return parse(message, Framing.WEBSOCKET);
  }

  public static SIPMessage parse(String message) {
    return parse(message.getBytes(StandardCharsets.UTF_8));
  }
}
