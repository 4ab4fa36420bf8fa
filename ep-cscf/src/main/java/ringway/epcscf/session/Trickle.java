// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.session;

import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.epcscf.sip.SipMessages;
import ringway.epcscf.sip.SipReject;

/**
 * Trickle ICE (RFC 8840) between the browser and us, where its ICE ends. Our side is ICE-lite: it
 * tells everything at once, and learns the browser's addresses by the checks, so what the browser
 * trickles is acknowledged and nothing else. The core sees none of it.
 */
final class Trickle {
  private static final Logger log = LoggerFactory.getLogger(Trickle.class);

  /** The option tag, and the info package of the same name. */
  static final String NAME = "trickle-ice";

  private static final String CONTENT_TYPE = "application/trickle-ice-sdpfrag";
  private static final String RECEIVED = "Recv-Info"; // RFC 6086 §5.2.3

  private Trickle() {}

  static boolean supported(SIPMessage message) {
    return SipMessages.hasOption(message, "Supported", NAME);
  }

  /** What one side says of its ICE is not for the other. */
  static void takeOut(SIPMessage onward) {
    OptionTags.remove(onward, "Supported", NAME);
    OptionTags.remove(onward, RECEIVED, NAME);
  }

  /** RFC 8840 §4.1: in the INVITE and in the responses to one. */
  static void announce(SIPMessage towardsBrowser) {
    OptionTags.add(towardsBrowser, "Supported", NAME);
    OptionTags.add(towardsBrowser, RECEIVED, NAME);
  }

  /**
   * The answer to an INFO that tells candidates; empty for any other request.
   *
   * @throws SipReject 469 when that was not agreed on, 415 when it holds something else
   */
  static Optional<SIPResponse> answered(CallSession session, Side from, SIPRequest request) {
    if (!SipMessages.is(request, "INFO") || !SipMessages.hasOption(request, "Info-Package", NAME)) {
      return Optional.empty();
    }
    if (from == Side.CORE || !session.trickles()) {
      throw SipReject.of(469, "Bad Info Package").withHeader(RECEIVED, "");
    }
    if (SipMessages.contentType(request).filter(CONTENT_TYPE::equals).isEmpty()) {
      throw SipReject.of(415, "Unsupported Media Type").withHeader("Accept", CONTENT_TYPE);
    }
    session.dialogOf(request, from).ifPresent(dialog -> dialog.endedHere(from));
    if (SipMessages.bodyText(request).contains("a=end-of-candidates")) {
      log.debug("the browser has told all its candidates call={}", session.callId);
    }
    return Optional.of(SipMessages.response(request, 200, "OK"));
  }
}
