// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.registration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import ringway.runtime.config.Secret;

class FlowTokensTest {
  private static final Optional<Secret> KEY = Optional.of(Secret.of("a key shared by restarts"));

  @Test
  void tokenIsReadBackAsItWasSigned() {
    FlowTokens tokens = new FlowTokens(Optional.empty());
    FlowToken token = new FlowToken("a7f", 42);

    assertThat(tokens.read(tokens.sign(token))).isEqualTo(new FlowTokens.Reading.Valid(token));
  }

  @Test
  void everySingleAlteredBitIsForgery() {
    FlowTokens tokens = new FlowTokens(KEY);
    byte[] signed = Base64.getUrlDecoder().decode(tokens.sign(FlowToken.ofPath("a7f")));

    for (int bit = 0; bit < signed.length * 8; bit++) {
      byte[] altered = signed.clone();
      altered[bit / 8] ^= (byte) (1 << bit % 8);
      String text = Base64.getUrlEncoder().withoutPadding().encodeToString(altered);
      assertThat(tokens.read(text)).as("bit %d", bit).isInstanceOf(FlowTokens.Reading.Forged.class);
    }
  }

  @Test
  void strangeTextIsForgery() {
    FlowTokens tokens = new FlowTokens(KEY);

    for (String text : new String[] {"", "alice", "%%%", "a".repeat(10_000)}) {
      assertThat(tokens.read(text)).isInstanceOf(FlowTokens.Reading.Forged.class);
    }
  }

  @Test
  void tokenOfAnEarlierProcessWithTheSameKeyIsStale() {
    String before = new FlowTokens(KEY).sign(FlowToken.ofPath("a7f"));

    assertThat(new FlowTokens(KEY).read(before)).isInstanceOf(FlowTokens.Reading.Stale.class);
  }

  @Test
  void tokenOfAnotherNodeIsForgery() {
    String other = new FlowTokens(Optional.empty()).sign(FlowToken.ofPath("a7f"));

    assertThat(new FlowTokens(KEY).read(other)).isInstanceOf(FlowTokens.Reading.Forged.class);
  }
}
