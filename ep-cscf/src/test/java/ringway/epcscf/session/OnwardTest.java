// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ringway.epcscf.registration.BoundContact;
import ringway.epcscf.registration.Impi;
import ringway.epcscf.registration.Impu;
import ringway.epcscf.registration.NodeIdentity;
import ringway.epcscf.registration.Registration;
import ringway.epcscf.sip.SipMessages;
import ringway.epcscf.sip.SipParser;
import ringway.epcscf.sip.SipReject;

class OnwardTest {
  private static final String OURS = "<sip:flow@192.0.2.1:5070;lr>";
  private static final Registration ALICE =
      new Registration(
          new Impi("alice@ims.example.net"),
          new Registration.Proof.ByCore(),
          List.of(new Impu("sip:alice@ims.example.net"), new Impu("tel:+15550101")),
          List.of("<sip:orig@scscf.example.net;lr>", "<sip:next.example.net;lr>"),
          new BoundContact("sip:alice@a.invalid", "", "", "c", 1),
          "",
          Instant.MAX,
          false);

  private final Onward onward =
      new Onward(
          new NodeIdentity("ims.example.net", "ims.example.net", "192.0.2.1:5070"),
          new DialPlan(
              new DialPlanConfig(
                  Optional.of("+1"), "011", "1", Optional.of(10), Optional.empty(), 6),
              "ims.example.net"),
          new DialogNames());

  @Test
  void dialledDigitsBecomeTheNumberTheyMean() {
    SIPRequest dialled = invite("Subject: x");
    dialled.setRequestURI(SipMessages.uri("tel:2125550199"));

    SIPRequest sent = onward.initialToCore(dialled, ALICE, OURS);

    assertThat(sent.getRequestURI()).hasToString("tel:+12125550199");
    assertThat(dialled.getRequestURI()).as("untouched").hasToString("tel:2125550199");
  }

  @Test
  void theServiceRouteReplacesWhateverRouteTheBrowserSent() {
    SIPRequest sent = toCore("Route: <sip:evil.example.net;lr>");

    assertThat(SipMessages.headers(sent, "Route")).isEqualTo(ALICE.serviceRoute());
    assertThat(SipMessages.headers(sent, "Record-Route")).containsExactly(OURS);
  }

  @ParameterizedTest
  @CsvSource({
    "P-Preferred-Identity: <tel:+15550101>, <tel:+15550101>",
    "P-Preferred-Identity: \"Alice\" <sip:alice@ims.example.net;user=phone>,"
        + " <sip:alice@ims.example.net>",
    "P-Preferred-Identity: <sip:boss@ims.example.net>, <sip:alice@ims.example.net>",
    "P-Asserted-Identity: <sip:boss@ims.example.net>, <sip:alice@ims.example.net>",
    "Subject: none, <sip:alice@ims.example.net>",
  })
  void assertsAnIdentityOfTheRegistrationAndNoOther(String header, String asserted) {
    SIPRequest sent = toCore(header);

    assertThat(SipMessages.headers(sent, "P-Asserted-Identity")).containsExactly(asserted);
    assertThat(SipMessages.hasHeader(sent, "P-Preferred-Identity")).isFalse();
  }

  @Test
  void theTokenStaysHereAndTheHopIsCounted() {
    SIPRequest sent = toCore("Authorization: Bearer abc.def.ghi");

    assertThat(sent.encode()).doesNotContain("abc.def.ghi");
    assertThat(sent.getMaxForwards().getMaxForwards()).isEqualTo(69);
  }

  @Test
  void towardsTheBrowserNothingOfTheCoresAccountsIsShown() {
    SIPRequest sent =
        onward.initialToAccess(
            invite(
                "Route: " + OURS,
                "P-Charging-Vector: icid-value=1",
                "P-Asserted-Identity: <tel:+15550102>"),
            OURS);

    assertThat(SipMessages.hasHeader(sent, "Route")).isFalse();
    assertThat(SipMessages.hasHeader(sent, "P-Charging-Vector")).isFalse();
    assertThat(SipMessages.headers(sent, "P-Asserted-Identity")).containsExactly("<tel:+15550102>");
  }

  @Test
  void aCallerWhoAsksForPrivacyIsNotShown() {
    SIPRequest sent =
        onward.initialToAccess(invite("Privacy: id", "P-Asserted-Identity: <tel:+15550102>"), OURS);

    assertThat(SipMessages.hasHeader(sent, "P-Asserted-Identity")).isFalse();
  }

  @Test
  void whoAnsweredIsAsserted() {
    SIPResponse ok = SipMessages.response(invite("Subject: x"), 200, "OK");
    SipMessages.setHeader(ok, "P-Asserted-Identity", "<sip:boss@ims.example.net>");

    SIPResponse sent = onward.response(ok, Side.ACCESS, Optional.of(ALICE));

    assertThat(SipMessages.headers(sent, "P-Asserted-Identity"))
        .containsExactly("<sip:alice@ims.example.net>");
  }

  @Test
  void noHopLeftAndUnknownProxyDemandsAreRefused() {
    assertStatus(483, invite("Subject: x").encode().replace("Max-Forwards: 70", "Max-Forwards: 0"));
    assertStatus(420, invite("Proxy-Require: sec-agree").encode());
  }

  private static void assertStatus(int status, String request) {
    assertThatExceptionOfType(SipReject.class)
        .isThrownBy(() -> Onward.screen((SIPRequest) SipParser.parse(request)))
        .extracting(SipReject::status)
        .isEqualTo(status);
  }

  private SIPRequest toCore(String header) {
    return onward.initialToCore(invite(header), ALICE, OURS);
  }

  static SIPRequest invite(String... more) {
    return (SIPRequest)
        SipParser.parse(
            "INVITE sip:+15550199@ims.example.net;user=phone SIP/2.0\r\n"
                + "Via: SIP/2.0/WS x.invalid;branch=z9hG4bK1\r\n"
                + "From: <sip:alice@ims.example.net>;tag=f1\r\n"
                + "To: <sip:+15550199@ims.example.net;user=phone>\r\n"
                + "Call-ID: c1\r\nCSeq: 7 INVITE\r\nMax-Forwards: 70\r\n"
                + "Contact: <sip:a@x.invalid;transport=ws;ob>\r\n"
                + String.join("\r\n", more)
                + "\r\nContent-Length: 0\r\n\r\n");
  }
}
