// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.session;

import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import ringway.epcscf.sip.SipMessages;

/**
 * Digits a browser sends by INFO, as some SIP stacks do although telephone-event was agreed on: an
 * IMS core takes digits out of the media, so the media function puts them there.
 */
final class InfoDigits {
  private static final Pattern SIGNAL =
      Pattern.compile("(?im)^\\s*Signal\\s*=\\s*([0-9A-D*#]|10|11)\\s*$");
  private static final Pattern DURATION =
      Pattern.compile("(?im)^\\s*Duration\\s*=\\s*(\\d{1,6})\\s*$");
  private static final Pattern BARE = Pattern.compile("(?i)\\s*([0-9A-D*#])\\s*");
  private static final int USUAL_MILLIS = 160;

  private record Digit(String digit, int millis) {}

  private InfoDigits() {}

  /** The answer to an INFO with a digit that is played; empty for what is to be passed on. */
  static Optional<SIPResponse> answered(CallSession session, Side from, SIPRequest request) {
    if (from == Side.CORE || !SipMessages.is(request, "INFO") || !session.media.playsDigits()) {
      return Optional.empty();
    }
    Optional<Digit> digit = digit(request);
    Optional<Dialog> dialog = session.dialogOf(request, from);
    if (digit.isEmpty() || dialog.isEmpty()) {
      return Optional.empty();
    }
    dialog.get().endedHere(from);
    session.media.playDigits(digit.get().digit(), digit.get().millis());
    return Optional.of(SipMessages.response(request, 200, "OK"));
  }

  private static Optional<Digit> digit(SIPRequest request) {
    String body = SipMessages.bodyText(request);
    return switch (SipMessages.contentType(request).orElse("")) {
      case "application/dtmf-relay" -> {
        Matcher signal = SIGNAL.matcher(body);
        Matcher duration = DURATION.matcher(body);
        int millis = duration.find() ? Integer.parseInt(duration.group(1)) : USUAL_MILLIS;
        yield signal.find()
            ? Optional.of(new Digit(name(signal.group(1)), millis))
            : Optional.empty();
      }
      case "application/dtmf" -> {
        Matcher bare = BARE.matcher(body);
        yield bare.matches()
            ? Optional.of(new Digit(name(bare.group(1)), USUAL_MILLIS))
            : Optional.empty();
      }
      default -> Optional.empty();
    };
  }

  /** Some write the numbers of RFC 4733 §3.2 for the two signs. */
  private static String name(String signal) {
    return switch (signal) {
      case "10" -> "*";
      case "11" -> "#";
      default -> signal.toUpperCase(Locale.ROOT);
    };
  }
}
