// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.registration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import gov.nist.javax.sip.message.SIPRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import ringway.epcscf.sip.SipMessages;
import ringway.epcscf.sip.SipParser;
import ringway.epcscf.sip.SipReject;
import ringway.epcscf.token.AccessIdentity;

class TrustedNodeRegisterTest {
  private static final NodeIdentity NODE =
      new NodeIdentity("ims.example.net", "visited.example.net", "192.0.2.1:5070");
  private static final String TOKEN = "eyJhbGciOiJFUzI1NiJ9.very.secret";

  @Test
  void saysThatTheUserIsAuthenticatedWithoutAnyNonce() {
    assertThat(SipMessages.headers(made(register()), "Authorization"))
        .singleElement()
        .asString()
        .startsWith("Digest ")
        .contains("username=\"alice@ims.example.net\"")
        .contains("realm=\"ims.example.net\"")
        .contains("nonce=\"\"")
        .contains("response=\"\"")
        .contains("integrity-protected=\"auth-done\"")
        .doesNotContain("authorization-entity");
  }

  @Test
  void namesTheWafWhenItIsNotTheOperatorsOwn() {
    SIPRequest made = made(register(), true, Duration.ofMinutes(10));

    assertThat(SipMessages.header(made, "Authorization").orElseThrow())
        .contains("authorization-entity=\"https://waf.example.org\"");
  }

  @Test
  void keepsTheTokenAndEveryClaimOfTheBrowserFromTheCore() {
    String text =
        new String(
            SipMessages.bytes(
                made(
                    register(
                        "P-Asserted-Identity: <sip:boss@ims.example.net>",
                        "P-Charging-Vector: icid-value=forged",
                        "P-Visited-Network-ID: forged.example.net",
                        "P-Access-Network-Info: 3GPP-E-UTRAN-FDD;utran-cell-id-3gpp=1",
                        "Route: <sip:forged.example.net;lr>",
                        "Path: <sip:forged.example.net;lr>"))),
            StandardCharsets.UTF_8);

    assertThat(text).doesNotContain("secret").doesNotContain("forged").doesNotContain("boss");
    assertThat(text).contains("P-Visited-Network-ID").contains("visited.example.net");
    assertThat(text).doesNotContain("3GPP-E-UTRAN-FDD");
  }

  @Test
  void putsTheFlowTokenIntoPath() {
    SIPRequest made = made(register());

    assertThat(SipMessages.headers(made, "Path"))
        .containsExactly("<sip:flow@192.0.2.1:5070;lr;ob>");
    assertThat(SipMessages.hasOption(made, "Require", "path")).isTrue();
    assertThat(SipMessages.hasOption(made, "Supported", "path")).isTrue();
    assertThat(SipMessages.hasOption(made, "Supported", "outbound")).isTrue();
  }

  @Test
  void asksForOutboundOnlyWhereTheBrowserDoes() {
    SIPRequest plain =
        parsed(register().replace(";reg-id=1", "").replace(";+sip.instance=\"<urn:uuid:1>\"", ""));

    assertThat(SipMessages.headers(made(plain, false, Duration.ofMinutes(10)), "Path"))
        .containsExactly("<sip:flow@192.0.2.1:5070;lr>");
  }

  @Test
  void goesToTheHomeDomain() {
    SIPRequest made =
        made(register().replace("sip:ims.example.net SIP/2.0", "sip:elsewhere SIP/2.0"));

    assertThat(made.getRequestURI()).hasToString("sip:ims.example.net");
  }

  @Test
  void theRegistrationDoesNotOutliveTheToken() {
    SIPRequest made =
        made(register().replace("Expires: 300", "Expires: 7200"), false, Duration.ofSeconds(90));

    assertThat(SipMessages.header(made, "Expires")).hasValue("90");
    assertThat(TrustedNodeRegister.contacts(made).getFirst().getExpires()).isEqualTo(90);
  }

  @Test
  void aShorterWishIsKeptAndDeregistrationStaysOne() {
    assertThat(SipMessages.header(made(register()), "Expires")).hasValue("300");
    assertThat(
            SipMessages.header(made(register().replace("Expires: 300", "Expires: 0")), "Expires"))
        .hasValue("0");
  }

  @Test
  void anExpiresThatIsNoNumberIsRefused() {
    assertThatExceptionOfType(SipReject.class)
        .isThrownBy(() -> made(register().replace("Expires: 300", "Expires: soon")))
        .extracting(SipReject::status)
        .isEqualTo(400);
  }

  @Test
  void takesOneHop() {
    assertThat(made(register()).getMaxForwards().getMaxForwards()).isEqualTo(69);
  }

  @Test
  void leavesTheReceivedRequestAlone() {
    SIPRequest received = parsed(register());
    String before = received.encode();

    made(received, false, Duration.ofSeconds(5));

    assertThat(received.encode()).isEqualTo(before);
  }

  private static String register(String... more) {
    String extra = more.length == 0 ? "" : String.join("\r\n", more) + "\r\n";
    return "REGISTER sip:ims.example.net SIP/2.0\r\n"
        + "Via: SIP/2.0/WS x.invalid;branch=z9hG4bK1\r\n"
        + "From: <sip:alice@ims.example.net>;tag=1\r\n"
        + "To: <sip:alice@ims.example.net>\r\n"
        + "Call-ID: c1\r\nCSeq: 1 REGISTER\r\nMax-Forwards: 70\r\n"
        + "Contact: <sip:a@x.invalid;transport=ws>;reg-id=1;+sip.instance=\"<urn:uuid:1>\""
        + ";expires=3600\r\n"
        + "Expires: 300\r\nSupported: path, outbound, gruu\r\n"
        + "Authorization: Bearer "
        + TOKEN
        + "\r\n"
        + extra
        + "Content-Length: 0\r\n\r\n";
  }

  private static SIPRequest made(String text) {
    return made(text, false, Duration.ofMinutes(10));
  }

  private static SIPRequest made(String text, boolean thirdParty, Duration life) {
    return made(parsed(text), thirdParty, life);
  }

  private static SIPRequest made(SIPRequest received, boolean thirdParty, Duration life) {
    AccessIdentity identity =
        new AccessIdentity(
            "alice@ims.example.net",
            List.of("sip:alice@ims.example.net"),
            "https://waf.example.org",
            "wwsf",
            Set.of("ims.register"),
            "alice",
            "j1",
            "s1",
            Instant.EPOCH,
            Instant.EPOCH);
    return TrustedNodeRegister.from(received, identity, thirdParty, NODE, "flow", life);
  }

  private static SIPRequest parsed(String text) {
    return (SIPRequest) SipParser.parse(text);
  }
}
