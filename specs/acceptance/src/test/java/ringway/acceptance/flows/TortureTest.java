// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.flows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static ringway.acceptance.flows.Torture.message;
import static ringway.acceptance.flows.Torture.overMw;
import static ringway.acceptance.flows.Torture.overW2;

import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import ringway.acceptance.lab.FlowExtension;
import ringway.acceptance.lab.Lab;
import ringway.acceptance.matrix.Covers;
import ringway.epcscf.sip.Framing;
import ringway.epcscf.sip.SipMessages;
import ringway.epcscf.sip.SipParser;
import ringway.epcscf.sip.SipReject;

/**
 * Torture messages. What is well formed reaches the proxy, which does not know where it belongs:
 * 404 on Mw; 403, 481 or 401 on W2. What is not gets the answer of the RFC.
 */
@ExtendWith(FlowExtension.class)
class TortureTest {
  /** RFC 4475 §3.1.1. */
  @ParameterizedTest
  @CsvSource({
    "wsinv, 404, 481",
    "intmeth, 404, 403",
    "esc01, 404, 403",
    "escnull, 404, 401",
    "esc02, 404, 403",
    "lwsdisp, 200, 403",
    "longreq, 404, 403",
    "dblreq, 404, 400",
    "semiuri, 200, 403",
    "transports, 200, 403",
    "mpart01, 404, 403",
    "unreason, -, -",
    "noreason, -, -"
  })
  @Covers({
    "K01", "K02", "K03", "K04", "K05", "K06", "K07", "K08", "K09", "K10", "K11", "K12", "K13"
  })
  void oddButValidMessagesAreUnderstood(String name, String mw, String w2, Lab lab) {
    assertThat(overMw(lab, message(name), mw)).isEqualTo(mw);
    assertThat(overW2(lab, message(name), w2)).isEqualTo(w2);
  }

  @Test
  @Covers({"K01", "K02", "K03", "K05", "K09", "K10", "K11", "K12", "K13"})
  void theFieldsAreWhatTheRfcSays() {
    SIPMessage wsinv = parsed("wsinv");
    assertThat(SipMessages.cseq(wsinv)).isEqualTo(9);
    assertThat(wsinv.getMaxForwards().getMaxForwards()).isEqualTo(68);
    assertThat(SipMessages.toTag(wsinv)).contains("1918181833n");
    assertThat(SipMessages.headers(wsinv, "Via")).hasSize(3);
    assertThat(SipMessages.method(parsed("intmeth"))).startsWith("!interesting-Method");
    assertThat(SipMessages.method(parsed("esc02"))).isEqualTo("RE%47IST%45R");
    assertThat(SipMessages.headers(parsed("esc02"), "Contact")).hasSize(2);
    assertThat(SipMessages.requestSipUri((SIPRequest) parsed("semiuri")))
        .hasValueSatisfying(uri -> assertThat(uri.getUser()).isEqualTo("user;par=u%40example.net"));
    assertThat(SipMessages.headers(parsed("transports"), "Via")).hasSize(5);
    assertThat(SipMessages.bytes(parsed("mpart01"))).containsSequence(new byte[] {0, 1, 2, 3});
    assertThat(parsed("unreason").getFirstLine()).contains("= 2**3 * 5**2 но сто");
    assertThat(parsed("noreason").getFirstLine().strip()).isEqualTo("SIP/2.0 100");
  }

  /** RFC 4475 §3.1.2. */
  @ParameterizedTest
  @CsvSource({
    "badinv01, 400",
    "clerr, 400",
    "ncl, 400",
    "scalar02, 400",
    "scalarlg, -",
    "quotbal, 400",
    "ltgtruri, 400",
    "lwsruri, 400",
    "lwsstart, 400",
    "trws, 400",
    "escruri, 400",
    "baddate, 400",
    "regbadct, 400",
    "badaspec, 400",
    "baddn, 400",
    "badvers, 505",
    "mismatch01, 400",
    "mismatch02, 400",
    "bigcode, -"
  })
  @Covers({
    "K14", "K15", "K16", "K17", "K18", "K19", "K20", "K21", "K22", "K23", "K24", "K25", "K26",
    "K27", "K28", "K29", "K30", "K31", "K32"
  })
  void brokenMessagesAreRefusedAndBrokenResponsesDropped(String name, String answer, Lab lab) {
    assertThat(overMw(lab, message(name), answer)).isEqualTo(answer);
    assertThat(overW2(lab, message(name), answer)).isEqualTo(answer);
  }

  /** RFC 4475 §3.2.1: it is matched as an RFC 2543 client's. */
  @Test
  @Covers("K33")
  void aBranchThatIsTheCookieAloneDoesNoHarm(Lab lab) {
    assertThat(overMw(lab, message("badbranch"), "200")).isEqualTo("200");
    assertThat(overW2(lab, message("badbranch"), "403")).isEqualTo("403");
  }

  /** RFC 4475 §3.3. */
  @ParameterizedTest
  @CsvSource({
    "insuf, 400, 400",
    "unkscm, 416, 416",
    "novelsc, 416, 416",
    "unksm2, 404, 401",
    "bext01, 420, 420",
    "invut, 415, 415",
    "regaut01, 404, 401",
    "multi01, 400, 400",
    "mcl01, 400, 400",
    "bcast, -, -",
    "zeromf, 483, 483",
    "cparam01, 404, 401",
    "cparam02, 404, 401",
    "regescrt, 404, 401",
    "sdp01, 406, 406"
  })
  @Covers({
    "K34", "K35", "K36", "K37", "K38", "K39", "K40", "K41", "K42", "K43", "K44", "K45", "K46",
    "K47", "K48"
  })
  void whatOnlyTheApplicationCanJudgeIsJudged(String name, String mw, String w2, Lab lab) {
    assertThat(overMw(lab, message(name), mw)).isEqualTo(mw);
    assertThat(overW2(lab, message(name), w2)).isEqualTo(w2);
  }

  @Test
  @Covers({"K45", "K46", "K47"})
  void parametersStayWhereTheyBelong() {
    assertThat(SipMessages.header(parsed("cparam01"), "Contact"))
        .hasValueSatisfying(c -> assertThat(c).contains("@gw1.example.net>;unknownparam"));
    assertThat(SipMessages.header(parsed("cparam02"), "Contact"))
        .hasValueSatisfying(c -> assertThat(c).contains(";unknownparam>"));
    assertThat(SipMessages.header(parsed("regescrt"), "Contact"))
        .hasValueSatisfying(c -> assertThat(c).contains("Route=%3Csip:sip.example.com%3E"));
  }

  /** RFC 4475 §3.4.1: neither tag nor branch nor Max-Forwards. */
  @Test
  @Covers("K49")
  void anInviteOfRfc2543IsAccepted(Lab lab) {
    assertThat(overMw(lab, message("inv2543"), "404")).isEqualTo("404");
    assertThat(overW2(lab, message("inv2543"), "403")).isEqualTo("403");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ws-register", "ws-registered", "ws-invite", "ws-answer", "ws-ack", "ws-bye"})
  @Covers("K50")
  void theMessagesOfRfc7118AreTakenAsPrinted(String name) {
    assertThat(SipMessages.callId(parsed(name))).isIn("aiuy7k9njasd", "asidkj3ss");
  }

  /** RFC 5118 §4; an address without brackets may be refused, and is. */
  @ParameterizedTest
  @CsvSource({
    "ipv6-good, true",
    "port-ambiguous, true",
    "port-unambiguous, true",
    "via-received-param-with-delim, true",
    "via-received-param-no-delim, true",
    "ipv6-in-sdp, true",
    "mult-ip-in-header, true",
    "ipv4-mapped-ipv6, true",
    "ipv6-bad, false"
  })
  @Covers("K54")
  void addressesOfIpv6AreTakenWithTheirBrackets(String name, boolean taken, Lab lab) {
    if (taken) {
      assertThatCode(() -> parsed(name)).doesNotThrowAnyException();
      assertThat(overMw(lab, message(name), "any")).isIn("200", "404");
    } else {
      assertThatThrownBy(() -> parsed(name)).isInstanceOf(SipReject.class);
      assertThat(overMw(lab, message(name), "400")).isEqualTo("400");
    }
  }

  /** RFC 5118 §4.10: three colons are wrong, and may be tolerated where nobody routes by it. */
  @Test
  @Covers("K54")
  void threeColonsDoNoHarm(Lab lab) {
    assertThat(overMw(lab, message("ipv6-bug-abnf-3-colons"), "any")).isIn("200", "400");
  }

  private static SIPMessage parsed(String name) {
    byte[] message = message(name);
    assertThat(new String(message, StandardCharsets.ISO_8859_1)).contains("\r\n\r\n");
    return SipParser.parse(message, Framing.DATAGRAM);
  }
}
