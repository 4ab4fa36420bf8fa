// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.sip;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SdpTest {
  @Test
  void aBrowserOfferIsTakenApart() {
    Sdp offer = Sdp.parse(Descriptions.browserOffer(Descriptions.BrowserMedia.silent()));

    assertThat(offer.sessionAttribute("group")).contains("BUNDLE 0");
    assertThat(offer.audio().protocol()).isEqualTo("UDP/TLS/RTP/SAVPF");
    assertThat(offer.audio().port()).isEqualTo(9);
    assertThat(offer.audio().formats()).startsWith("111");
    assertThat(offer.audio().firstCodec()).isEqualTo("opus/48000/2");
    assertThat(offer.audio().format("telephone-event/8000")).contains("126");
    assertThat(offer.audio().attribute("rtcp-mux")).contains("");
    assertThat(offer.audio().attribute("rtcp-mux-only")).isEmpty();
    assertThat(offer.address(offer.audio())).isEqualTo("0.0.0.0");
  }

  @Test
  void theCoreAnswerNumbersDigitsAsTheOfferDid() {
    Sdp offer = Sdp.parse(Descriptions.browserOffer(Descriptions.BrowserMedia.silent()));

    Sdp answer = Sdp.parse(Descriptions.coreAnswer(4000, offer));

    assertThat(answer.audio().formats()).containsExactly("8", "126");
    assertThat(answer.audio().format("telephone-event/8000")).contains("126");
    assertThat(answer.address(answer.audio())).isEqualTo("127.0.0.1");
  }
}
