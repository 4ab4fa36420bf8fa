// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.session;

import gov.nist.javax.sip.message.SIPMessage;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import ringway.epcscf.sip.SipMessages;
import ringway.epcscf.sip.SipReject;

/** The value of a Session-Expires header (RFC 4028 §4). */
record SessionInterval(long seconds, Optional<Refresher> refresher) {
  static final String HEADER = "Session-Expires";
  private static final Pattern FORM = Pattern.compile("(\\d{1,9})\\s*((?:;.*)?)");
  private static final Pattern ROLE = Pattern.compile("(?i);\\s*refresher\\s*=\\s*(uac|uas)\\b");

  enum Refresher {
    UAC,
    UAS
  }

  /**
   * @throws SipReject 400 when the header is none of the kind
   */
  static Optional<SessionInterval> of(SIPMessage message) {
    return SipMessages.header(message, HEADER).map(SessionInterval::parse);
  }

  private static SessionInterval parse(String value) {
    Matcher form = FORM.matcher(value.strip());
    if (!form.matches()) {
      throw SipReject.badRequest("Session-Expires is no number of seconds");
    }
    Matcher role = ROLE.matcher(form.group(2));
    return new SessionInterval(
        Long.parseLong(form.group(1)),
        role.find()
            ? Optional.of(Refresher.valueOf(role.group(1).toUpperCase(Locale.ROOT)))
            : Optional.empty());
  }

  /** The seconds a 422 wants at least; 0 when it does not say. */
  static long least(SIPMessage refusal) {
    return SipMessages.header(refusal, "Min-SE")
        .filter(value -> value.matches("\\d{1,9}"))
        .map(Long::parseLong)
        .orElse(0L);
  }

  /** After a 422: nobody on the way may shorten it again (RFC 4028 §7.3). */
  void insistOn(SIPMessage message) {
    writeTo(message);
    SipMessages.setHeader(message, "Min-SE", Long.toString(seconds));
  }

  void writeTo(SIPMessage message) {
    SipMessages.setHeader(
        message,
        HEADER,
        seconds + refresher.map(r -> ";refresher=" + r.name().toLowerCase(Locale.ROOT)).orElse(""));
  }
}
