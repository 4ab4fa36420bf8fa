// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.session;

import static org.assertj.core.api.Assertions.assertThat;

import gov.nist.javax.sip.message.SIPRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ringway.epcscf.sip.SipMessages;

class EarlyMediaTest {
  private static SIPRequest saying(String value) {
    SIPRequest message = OnwardTest.invite("Subject: x");
    SipMessages.setHeader(message, EarlyMedia.HEADER, value);
    return message;
  }

  @ParameterizedTest
  @CsvSource({
    "sendrecv, true, true",
    "'sendonly, gated', true, false",
    "RecvOnly, false, true",
    "'gated, inactive', false, false",
  })
  void aDirectionIsReadAsItsSenderSeesIt(String value, boolean backward, boolean forward) {
    assertThat(EarlyMedia.of(saying(value))).hasValue(new EarlyMedia(backward, forward));
  }

  @Test
  void whoOnlySupportsItAuthorisesNothing() {
    assertThat(EarlyMedia.of(saying("supported"))).isEmpty();
    assertThat(EarlyMedia.of(OnwardTest.invite("Subject: x"))).isEmpty();
  }
}
