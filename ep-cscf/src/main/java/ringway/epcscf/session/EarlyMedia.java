// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.session;

import gov.nist.javax.sip.message.SIPMessage;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import ringway.epcscf.sip.SipMessages;

/**
 * What a message authorises before the call is answered (RFC 5009 §8), as its sender sees it.
 *
 * @param backward from the sender: of a response, from the callee to the caller
 * @param forward to the sender
 */
record EarlyMedia(boolean backward, boolean forward) {
  static final String HEADER = "P-Early-Media";
  static final EarlyMedia BOTH = new EarlyMedia(true, true);
  static final EarlyMedia NONE = new EarlyMedia(false, false);

  /** Of a caller that says nothing: it may be heard, and does not hear. */
  static final EarlyMedia UNHEARD = new EarlyMedia(true, false);

  /** The first direction in the header; words of later days are passed over. */
  static Optional<EarlyMedia> of(SIPMessage message) {
    return SipMessages.headers(message, HEADER).stream()
        .flatMap(value -> Arrays.stream(value.split(",", -1)))
        .map(word -> word.strip().toLowerCase(Locale.ROOT))
        .flatMap(word -> direction(word).stream())
        .findFirst();
  }

  private static Optional<EarlyMedia> direction(String word) {
    return switch (word) {
      case "sendrecv" -> Optional.of(BOTH);
      case "sendonly" -> Optional.of(new EarlyMedia(true, false));
      case "recvonly" -> Optional.of(new EarlyMedia(false, true));
      case "inactive" -> Optional.of(NONE);
      default -> Optional.empty();
    };
  }
}
