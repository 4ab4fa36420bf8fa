// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.session;

import static org.assertj.core.api.Assertions.assertThat;
import static ringway.epcscf.sip.SampleMessages.parsedRequest;

import gov.nist.javax.sip.message.SIPRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ringway.epcscf.sip.SipMessages;
import ringway.epcscf.sip.SipReject;
import ringway.epcscf.transaction.ClientListener.Failure;

/** What the sender hears of a request that got no answer. */
class NextHopTest {
  private final SIPRequest first = parsedRequest("INVITE", "z9hG4bKa", "c1");

  @ParameterizedTest
  @CsvSource({
    "CORE, TIMEOUT, true",
    "CORE, TRANSPORT, true",
    "CORE, OVERLOAD, false",
    "ACCESS, TIMEOUT, false",
    "ACCESS, TRANSPORT, false"
  })
  void onlyACoreThatDoesNotAnswerMakesTheBrowserRegisterAnew(
      Side side, Failure failure, boolean anew) {
    assertThat(NextHop.restores(side, first, failure)).isEqualTo(anew);
  }

  @ParameterizedTest
  @CsvSource({"TIMEOUT", "TRANSPORT"})
  void withinADialogNobodyRegistersAnew(Failure failure) {
    SIPRequest within = parsedRequest("BYE", "z9hG4bKa", "c1");
    within.setToTag("b1");

    assertThat(NextHop.restores(Side.CORE, within, failure)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"CORE, TIMEOUT, 408", "CORE, TRANSPORT, 503", "ACCESS, TRANSPORT, 430"})
  void eachFailureHasItsStatus(Side side, Failure failure, int status) {
    assertThat(NextHop.plainly(side, failure).status()).isEqualTo(status);
  }

  @Test
  void whoComesWhileThisNodeIsFullIsToldWhenToComeAgain() {
    SipReject reject = NextHop.plainly(Side.CORE, Failure.OVERLOAD);

    assertThat(reject.status()).isEqualTo(503);
    assertThat(SipMessages.header(SipMessages.response(first, reject), "Retry-After"))
        .contains("5");
  }
}
