// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.session;

import static org.assertj.core.api.Assertions.assertThat;
import static ringway.epcscf.session.OfferAnswer.Part.ANSWER;
import static ringway.epcscf.session.OfferAnswer.Part.OFFER;

import org.junit.jupiter.api.Test;

class OfferAnswerTest {
  private final OfferAnswer exchange = new OfferAnswer();

  @Test
  void theFirstDescriptionIsTheOfferAndTheOtherSidesTheAnswer() {
    assertThat(exchange.part(Side.ACCESS)).isEqualTo(OFFER);
    assertThat(exchange.part(Side.CORE)).isEqualTo(ANSWER);
  }

  @Test
  void anAnswerRepeatedInTheFinalResponseStaysAnAnswer() {
    exchange.part(Side.ACCESS);
    exchange.part(Side.CORE);

    assertThat(exchange.part(Side.CORE)).isEqualTo(ANSWER);
  }

  @Test
  void anInviteWithoutOfferIsOfferedByTheOtherSide() {
    assertThat(exchange.part(Side.CORE)).isEqualTo(OFFER);
    assertThat(exchange.pendingFrom(Side.CORE)).isTrue();
    assertThat(exchange.pendingFrom(Side.ACCESS)).isFalse();

    assertThat(exchange.part(Side.ACCESS)).isEqualTo(ANSWER);
    assertThat(exchange.pendingFrom(Side.CORE)).isFalse();
  }
}
