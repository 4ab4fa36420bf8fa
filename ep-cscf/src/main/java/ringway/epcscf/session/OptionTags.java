// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.session;

import gov.nist.javax.sip.message.SIPMessage;
import java.util.Arrays;
import java.util.List;
import ringway.epcscf.sip.SipMessages;

/** Option tags in the lists of Supported and Require (RFC 3261 §19.2). */
final class OptionTags {
  private OptionTags() {}

  static void add(SIPMessage message, String header, String option) {
    if (!SipMessages.hasOption(message, header, option)) {
      SipMessages.addHeader(message, header, option);
    }
  }

  /** Takes one out; the header goes with its last one. */
  static void remove(SIPMessage message, String header, String option) {
    if (!SipMessages.hasOption(message, header, option)) {
      return;
    }
    List<String> others =
        SipMessages.headers(message, header).stream()
            .flatMap(value -> Arrays.stream(value.split(",", -1)))
            .map(String::strip)
            .filter(value -> !value.isEmpty() && !value.equalsIgnoreCase(option))
            .toList();
    SipMessages.removeHeaders(message, header);
    others.forEach(value -> SipMessages.addHeader(message, header, value));
  }
}
