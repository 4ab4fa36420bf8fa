// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.registration;

import static org.assertj.core.api.Assertions.assertThat;

import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import ringway.epcscf.sip.Encoded;
import ringway.epcscf.sip.SampleMessages;
import ringway.epcscf.sip.SipMessages;
import ringway.epcscf.sip.SipParser;

class CoreAnswerTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  @Test
  void anUnchangedReRegistrationKeepsWhatTheOneBeforeHad() {
    Registration first = granted(1, "alice", Optional.empty());
    Registration second = granted(2, "alice", Optional.of(first));

    assertThat(second).isNotEqualTo(first);
    assertThat(second.contact().cseq()).isEqualTo(2);
    assertThat(second.register()).isSameAs(first.register());
    assertThat(second.impi()).isSameAs(first.impi());
    assertThat(second.impus()).isSameAs(first.impus());
    assertThat(second.serviceRoute()).isSameAs(first.serviceRoute());
    assertThat(second.contact().uri()).isSameAs(first.contact().uri());
    assertThat(second.contact().callId()).isSameAs(first.contact().callId());
  }

  @Test
  void whatHasChangedIsTakenFromTheNewOne() {
    Registration first = granted(1, "alice", Optional.empty());
    Registration second = granted(2, "bob", Optional.of(first));

    assertThat(second).isEqualTo(granted(2, "bob", Optional.empty()));
    assertThat(second.defaultImpu()).isEqualTo(new Impu("sip:bob@ims.example.net"));
  }

  @Test
  void theTextKeptIsWithoutWhatIsNewInEachRegister() {
    assertThat(granted(1, "alice", Optional.empty()).register())
        .startsWith("REGISTER sip:ims.example.net SIP/2.0\r\n")
        .contains("Contact: <sip:alice@x.invalid>")
        .doesNotContain("CSeq")
        .doesNotContain("icid")
        .doesNotContain("z9hG4bK");
  }

  private static Registration granted(int cseq, String user, Optional<Registration> before) {
    SIPRequest sent =
        (SIPRequest)
            SipParser.parse(
                SampleMessages.message(
                    """
                    REGISTER sip:ims.example.net SIP/2.0
                    Via: SIP/2.0/WS x.invalid;branch=z9hG4bK%1$d
                    From: <sip:%2$s@ims.example.net>;tag=1
                    To: <sip:%2$s@ims.example.net>
                    Call-ID: c1
                    CSeq: %1$d REGISTER
                    Max-Forwards: 70
                    Expires: 600
                    P-Charging-Vector: icid-value="%1$d"
                    Contact: <sip:%2$s@x.invalid>
                    """
                        .formatted(cseq, user)));
    SIPResponse ok = SipMessages.response(sent, 200, "OK");
    SipMessages.addHeader(ok, "Contact", "<sip:" + user + "@x.invalid>;expires=600");
    SipMessages.addHeader(ok, "Service-Route", "<sip:orig@192.0.2.1:5060;lr>");
    RegistrationScheme scheme =
        new RegistrationScheme.Relayed(
            "digest", Optional.empty(), Optional.empty(), Optional.empty());
    return CoreAnswer.granted(scheme, Encoded.of(sent), ok, before, NOW.plusSeconds(cseq))
        .orElseThrow();
  }
}
