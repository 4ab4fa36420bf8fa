// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.session;

import gov.nist.javax.sip.message.SIPMessage;
import ringway.epcscf.sip.SipMessages;

/** The description a message of a session carries, in the terms of the other side. */
final class SessionDescription {
  static final String TYPE = "application/sdp";

  private SessionDescription() {}

  /** Changes the body; a message without a description stays as it is. */
  static void rewrite(CallSession session, OfferAnswer exchange, Side from, SIPMessage message) {
    if (!isIn(message)) {
      return;
    }
    String received = SipMessages.bodyText(message);
    OfferAnswer.Part part = exchange.part(from);
    String rewritten =
        switch (part) {
          case OFFER ->
              from == Side.ACCESS
                  ? session.media.offerFromAccess(received)
                  : session.media.offerFromCore(received);
          case ANSWER ->
              from == Side.ACCESS
                  ? session.media.answerFromAccess(received)
                  : session.media.answerFromCore(received);
        };
    boolean met = from == Side.ACCESS && session.preconditions;
    put(message, met ? Preconditions.answered(rewritten) : rewritten);
  }

  static boolean isIn(SIPMessage message) {
    return SipMessages.body(message).length > 0
        && SipMessages.contentType(message).filter(TYPE::equals).isPresent();
  }

  static void put(SIPMessage message, String description) {
    SipMessages.setBody(message, TYPE, description);
  }
}
