// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.alg;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Offers of the browser that restart ICE: whether the core has to hear of them. */
final class RestartTest {
  private static final Sdp CHROMIUM = Samples.sdp("chromium-audio");
  private static final String EVENT_101 = "a=rtpmap:101 telephone-event/8000";

  private static Interworking calledByBrowser() {
    return Samples.fresh()
        .offerFromAccess(CHROMIUM)
        .next()
        .answerFromCore(Samples.coreAnswer("0 8 101", EVENT_101))
        .next();
  }

  private static Sdp restart(String from, String to) {
    String renewed =
        CHROMIUM
            .print()
            .replaceAll("a=ice-ufrag:\\S+", "a=ice-ufrag:new1")
            .replaceAll("a=ice-pwd:\\S+", "a=ice-pwd:newPasswordOf24Characters");
    return Sdp.parse(renewed.replace(from, to));
  }

  @Test
  void theSameOfferAgainIsNoRestart() {
    assertThat(calledByBrowser().restartsIce(AccessDescription.offer(CHROMIUM))).isFalse();
    assertThat(Samples.fresh().restartsIce(AccessDescription.offer(CHROMIUM))).isFalse();
  }

  @Test
  void aMereRestartIsAnsweredWithoutTheCore() {
    Interworking state = calledByBrowser();
    Sdp offer = restart("", "");

    assertThat(state.restartsIce(state.read(offer))).isTrue();
    Interworking.Agreed agreed = state.answerWithoutCore(state.read(offer)).orElseThrow();

    assertThat(agreed.sdp().print()).contains("o=- 1111 ", "a=sendrecv");
    assertThat(agreed.terms().access().ufrag()).isEqualTo("new1");
    assertThat(agreed.terms().core()).isPresent();
    assertThat(agreed.next().coreSent()).isEqualTo(state.coreSent());
  }

  @Test
  void aRestartThatHoldsTheCallOrLosesACodecIsForTheCore() {
    Interworking state = calledByBrowser();
    String codecs = "a=rtpmap:8 PCMA/8000";
    assertThat(CHROMIUM.print()).contains(codecs);

    assertThat(state.answerWithoutCore(state.read(restart("a=sendrecv", "a=sendonly")))).isEmpty();
    assertThat(state.answerWithoutCore(state.read(restart(codecs, "a=rtpmap:8 X-OTHER/8000"))))
        .isEmpty();
  }

  @Test
  void aRestartThatTakesTheCallOffHoldIsForTheCore() {
    Sdp hold = Sdp.parse(CHROMIUM.print().replace("a=sendrecv", "a=sendonly"));
    Interworking held =
        calledByBrowser()
            .offerFromAccess(hold)
            .next()
            .answerFromCore(Samples.coreAnswer("0 8 101", EVENT_101, "a=recvonly"))
            .next();

    assertThat(held.answerWithoutCore(held.read(restart("", "")))).isEmpty();
    assertThat(held.answerWithoutCore(held.read(restart("a=sendrecv", "a=sendonly")))).isPresent();
  }

  @Test
  void whileTheCoreHoldsABrowserThatOffersBothWaysStaysHeld() {
    Interworking held =
        calledByBrowser()
            .offerFromCore(Samples.coreAnswer("0 8 101", EVENT_101, "a=sendonly"))
            .next()
            .answerFromAccess(
                Samples.browserAnswer("0 8 126", "a=rtpmap:126 telephone-event/8000", "a=recvonly"))
            .next();

    Interworking.Agreed agreed = held.answerWithoutCore(held.read(restart("", ""))).orElseThrow();

    assertThat(agreed.sdp().print()).contains("a=sendonly");
    assertThat(agreed.terms().accessToCore()).isFalse();
  }
}
