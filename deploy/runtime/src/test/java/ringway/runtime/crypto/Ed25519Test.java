// SPDX-License-Identifier: Apache-2.0
package ringway.runtime.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class Ed25519Test {
  private static final byte[] X = decoded("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
  private static final byte[] D = decoded("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A");
  private static final byte[] MESSAGE =
      "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc"
          .getBytes(StandardCharsets.US_ASCII);
  private static final byte[] SIGNATURE =
      decoded(
          "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt"
              + "9g7sVvpAr_MuM0KAg");

  private static byte[] decoded(String text) {
    return Base64.getUrlDecoder().decode(text);
  }

  @Test
  void signsAndVerifiesTheExampleOfRfc8037() throws Exception {
    assertThat(Ed25519.sign(Ed25519.privateKey(D), MESSAGE)).isEqualTo(SIGNATURE);
    assertThat(Ed25519.verify(Ed25519.publicKey(X), MESSAGE, SIGNATURE)).isTrue();
  }

  @Test
  void refusesWhatTheKeyHasNotSigned() throws Exception {
    byte[] spoiled = SIGNATURE.clone();
    spoiled[40] ^= 1;
    byte[] outOfRange = SIGNATURE.clone();
    Arrays.fill(outOfRange, 32, 64, (byte) 0xff);

    assertThat(Ed25519.verify(Ed25519.publicKey(X), MESSAGE, spoiled)).isFalse();
    assertThat(Ed25519.verify(Ed25519.publicKey(X), MESSAGE, outOfRange)).isFalse();
    assertThat(Ed25519.verify(Ed25519.publicKey(X), MESSAGE, new byte[63])).isFalse();
    assertThat(Ed25519.verify(Ed25519.publicKey(X), new byte[0], SIGNATURE)).isFalse();
    assertThat(Ed25519.verify(Ed25519.publicKey(Ed25519.generate().x()), MESSAGE, SIGNATURE))
        .isFalse();
  }

  @Test
  void newKeysFitTogether() throws Exception {
    Ed25519.Bytes fresh = Ed25519.generate();

    byte[] signed = Ed25519.sign(Ed25519.privateKey(fresh.d()), MESSAGE);

    assertThat(Ed25519.verify(Ed25519.publicKey(fresh.x()), MESSAGE, signed)).isTrue();
  }

  @Test
  void bytesThatAreNoKeyAreRefused() {
    byte[] offTheCurve = new byte[32];
    Arrays.fill(offTheCurve, (byte) 0xff);

    assertThatThrownBy(() -> Ed25519.publicKey(new byte[31]))
        .isInstanceOf(InvalidKeyException.class);
    assertThatThrownBy(() -> Ed25519.privateKey(new byte[33]))
        .isInstanceOf(InvalidKeyException.class);
    assertThatThrownBy(() -> Ed25519.publicKey(offTheCurve))
        .isInstanceOf(InvalidKeyException.class);
  }
}
