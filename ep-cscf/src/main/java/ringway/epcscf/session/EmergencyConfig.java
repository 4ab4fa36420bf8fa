// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.session;

import java.util.List;
import java.util.Optional;
import ringway.epcscf.sip.SipMessages;
import ringway.epcscf.sip.SipReject;

/**
 * Section {@code ep-cscf.emergency}.
 *
 * @param numbers dialled digits that mean an emergency, beside {@code urn:service:sos}
 * @param eCscf SIP URI of the E-CSCF; without one the caller is sent to another network
 */
public record EmergencyConfig(List<String> numbers, Optional<String> eCscf) {
  public EmergencyConfig {
    numbers = List.copyOf(numbers);
    for (String number : numbers) {
      if (!number.matches("\\d{2,6}")) {
        throw new IllegalArgumentException(
            "numbers are 2 to 6 digits such as 112, found " + number);
      }
    }
    eCscf.ifPresent(EmergencyConfig::requireSip);
  }

  private static void requireSip(String uri) {
    try {
      SipMessages.sipUri(uri);
    } catch (SipReject _) {
      throw new IllegalArgumentException(
          "e-cscf is a SIP URI such as sip:e-cscf.example.net, found " + uri);
    }
  }
}
