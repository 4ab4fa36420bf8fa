// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.alg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import ringway.epcscf.alg.NotAcceptable.Reason;

/** A browser with and without rtcp-mux: RFC 5761 §5.1.1, RFC 8839 §4.2.1, RFC 8858 §4.3. */
class RtcpMuxTest {
  private static final Local TWO_PORTS =
      new Local(
          new Local.Access(
              "gwUf",
              "gatewayPasswordOf24Chars",
              Samples.OUR_PRINT,
              List.of(new Local.Candidate("203.0.113.9", 40000)),
              List.of(new Local.Candidate("203.0.113.9", 40001))),
          new Local.Core("198.51.100.7", 41000, 41001));
  private static final String MUX = "a=rtcp-mux\r\n";

  private static Interworking fresh(RtcpMux.Policy policy) {
    return Interworking.begin(Samples.NAMES, TWO_PORTS, codecs(policy));
  }

  private static CodecPolicy codecs(RtcpMux.Policy policy) {
    CodecPolicy some = Samples.WITHOUT_AMR;
    return new CodecPolicy(some.access(), some.core(), some.transcode(), some.video(), policy);
  }

  private static Sdp offer(String mux) {
    return Sdp.parse(Samples.text("chromium-audio").replace(MUX, mux));
  }

  private static Interworking.Agreed answered(RtcpMux.Policy policy, String mux) {
    return fresh(policy).offerFromAccess(offer(mux)).next().answerFromCore(Samples.coreAnswer("8"));
  }

  private static void assertRefused(Interworking state, String mux) {
    assertThatThrownBy(() -> state.offerFromAccess(offer(mux)))
        .isInstanceOfSatisfying(
            NotAcceptable.class,
            refused -> assertThat(refused.reason()).isEqualTo(Reason.NO_RTCP_MUX));
  }

  private static void assertSeparate(Sdp sdp) {
    assertThat(sdp.print())
        .contains(
            "a=rtcp:40001 IN IP4 203.0.113.9\r\n",
            "a=candidate:1 1 udp 2130706431 203.0.113.9 40000 typ host\r\n",
            "a=candidate:1 2 udp 2130706430 203.0.113.9 40001 typ host\r\n",
            "a=end-of-candidates")
        .doesNotContain("rtcp-mux", "BUNDLE");
  }

  @Test
  void aBrowserWithoutMuxGetsASecondComponent() {
    Interworking.Agreed agreed = answered(RtcpMux.Policy.OFFERED, "");
    assertSeparate(agreed.sdp());
    assertThat(agreed.terms().access().mux().shared()).isFalse();
  }

  @Test
  void anOfferInMidCallKeepsTheSecondComponent() {
    Interworking.Offered again =
        answered(RtcpMux.Policy.OFFERED, "").next().offerFromCore(Samples.sdp("desk-phone"));
    assertSeparate(again.sdp());
  }

  @Test
  void aBrowserWithMuxIsToldOfOneComponent() {
    for (String mux : List.of(MUX, MUX + "a=rtcp-mux-only\r\n")) {
      Interworking.Agreed agreed = answered(RtcpMux.Policy.OFFERED, mux);
      assertThat(agreed.sdp().print())
          .contains(MUX)
          .doesNotContain("a=rtcp:", "40001", "rtcp-mux-only");
      assertThat(agreed.terms().access().mux().shared()).isTrue();
    }
  }

  @Test
  void whereMuxIsRequiredABrowserWithoutIsRefused() {
    assertRefused(fresh(RtcpMux.Policy.REQUIRED), "");
    assertThat(answered(RtcpMux.Policy.REQUIRED, MUX).sdp().print()).contains(MUX);
  }

  @Test
  void whereMuxIsRefusedOnlyABrowserThatInsistsIsRefused() {
    assertRefused(fresh(RtcpMux.Policy.REFUSED), MUX + "a=rtcp-mux-only\r\n");
    assertSeparate(answered(RtcpMux.Policy.REFUSED, MUX).sdp());
  }

  @Test
  void whereMuxIsRefusedTheBrowserIsOfferedTwoPorts() {
    assertSeparate(fresh(RtcpMux.Policy.REFUSED).offerFromCore(Samples.sdp("desk-phone")).sdp());
  }

  @Test
  void aMediaFunctionWithOnePortServesBrowsersWithMuxAlone() {
    assertRefused(Samples.fresh(), "");
    Interworking refusing =
        Interworking.begin(Samples.NAMES, Samples.LOCAL, codecs(RtcpMux.Policy.REFUSED));
    assertRefused(refusing, MUX);
    assertThatThrownBy(() -> refusing.offerFromCore(Samples.sdp("desk-phone")))
        .isInstanceOf(NotAcceptable.class);
  }

  @Test
  void anAnswerWithoutMuxToAnOfferWithItIsRefused() {
    Interworking offered =
        fresh(RtcpMux.Policy.OFFERED).offerFromCore(Samples.sdp("desk-phone")).next();
    assertThatThrownBy(() -> offered.answerFromAccess(offer("")))
        .isInstanceOf(NotAcceptable.class)
        .hasMessageContaining("rtcp-mux");
  }
}
