// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gov.nist.javax.sip.message.SIPRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ringway.epcscf.sip.SipMessages;
import ringway.epcscf.sip.SipReject;

class PreconditionsTest {
  private static final String AUDIO = "v=0\r\ns=-\r\nm=audio 4000 RTP/AVP 8\r\na=sendrecv\r\n";
  private static final String PLAIN = AUDIO + "m=video 0 RTP/AVP 99\r\na=x\r\n";
  private static final String UNMET =
      "a=curr:qos local none\r\na=des:qos mandatory local sendrecv\r\n";

  @ParameterizedTest
  @CsvSource({
    "local none, mandatory local sendrecv, false",
    "local sendrecv, mandatory local sendrecv, true",
    "local none, optional local sendrecv, true",
    "local none, mandatory remote sendrecv, true",
    "e2e sendrecv, mandatory e2e sendrecv, true",
    "local send, mandatory local sendrecv, false",
    "local send, mandatory local send, true",
    "local sendrecv, mandatory local recv, true",
  })
  void anOfferSaysWhetherItsSenderHasWhatItNeeds(String current, String desired, boolean met) {
    String offer = AUDIO + "a=curr:qos " + current + "\r\na=des:qos " + desired + "\r\n";

    assertThat(Preconditions.reserved(offer)).isEqualTo(met);
  }

  @Test
  void ourSideIsReservedFromTheStartForEveryStreamThatLives() {
    assertThat(Preconditions.offered(PLAIN))
        .isEqualTo(
            "v=0\r\ns=-\r\nm=audio 4000 RTP/AVP 8\r\na=sendrecv\r\n"
                + "a=curr:qos local sendrecv\r\na=curr:qos remote none\r\n"
                + "a=des:qos mandatory local sendrecv\r\na=des:qos mandatory remote sendrecv\r\n"
                + "m=video 0 RTP/AVP 99\r\na=x\r\n");
    assertThat(Preconditions.answered(PLAIN)).contains("a=curr:qos remote sendrecv\r\n");
  }

  @Test
  void whatARejectedStreamWantsIsOfNoMatter() {
    assertThat(Preconditions.reserved(PLAIN + UNMET)).isTrue();
    assertThat(Preconditions.reserved(AUDIO + UNMET + "m=video 0 RTP/AVP 99\r\n")).isFalse();
  }

  private static SIPRequest invite(String require, String supported, String qos) {
    SIPRequest invite = OnwardTest.invite("Subject: x");
    if (!require.isEmpty()) {
      SipMessages.setHeader(invite, "Require", require);
    }
    if (!supported.isEmpty()) {
      SipMessages.setHeader(invite, "Supported", supported);
    }
    SessionDescription.put(invite, AUDIO + qos);
    return invite;
  }

  @ParameterizedTest
  @CsvSource({
    "'precondition, 100rel', '', true",
    "precondition, 100rel, true",
    "'', 'precondition, 100rel', true",
    "'', precondition, false",
    "100rel, '', false",
  })
  void aCallerIsAnsweredAheadWhereBothSidesCanFollow(
      String require, String supported, boolean awaited) {
    assertThat(Preconditions.awaited(invite(require, supported, UNMET))).isEqualTo(awaited);
    assertThat(Preconditions.awaited(invite(require, supported, UNMET.replace("none", "sendrecv"))))
        .as("when it is ready")
        .isFalse();
  }

  @Test
  void whoDemandsWhatCannotBeIsToldWhy() {
    assertThatThrownBy(() -> Preconditions.awaited(invite("precondition", "", UNMET)))
        .isInstanceOfSatisfying(
            SipReject.class, reject -> assertThat(reject.status()).isEqualTo(421));
    String endToEnd = UNMET.replace("local", "e2e");
    assertThatThrownBy(() -> Preconditions.awaited(invite("precondition, 100rel", "", endToEnd)))
        .isInstanceOfSatisfying(
            SipReject.class, reject -> assertThat(reject.status()).isEqualTo(420));
  }
}
