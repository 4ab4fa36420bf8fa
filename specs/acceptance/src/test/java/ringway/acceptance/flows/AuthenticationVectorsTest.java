// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.flows;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ringway.acceptance.lab.HomeLab;
import ringway.acceptance.matrix.Covers;
import ringway.imscore.auth.AkaKeys;
import ringway.imscore.auth.Card;
import ringway.imscore.auth.DigestAlgorithm;
import ringway.imscore.auth.DigestAnswer;

/** Published vectors of Digest and AKA, where they exist. */
class AuthenticationVectorsTest {
  /** RAND and AUTN of TS 35.208 §4.3.1, as a nonce. */
  private static final String NONCE = "I1U8vpY3qJ0hiuZNrke/NVXzKLQ1d7m5Sp/6w1Tfr7M=";

  @ParameterizedTest
  @CsvSource({
    // RFC 7616 §3.9.1; §3.9.2 as its erratum 4897 corrects it.
    "MD5, Mufasa, http-auth@example.org, Circle of Life, /dir/index.html,"
        + " 7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v,"
        + " f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ, 8ca523f5e9506fed4657c9700eebdbec",
    "SHA-256, Mufasa, http-auth@example.org, Circle of Life, /dir/index.html,"
        + " 7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v,"
        + " f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ,"
        + " 753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
    "SHA-512-256, J\u00e4s\u00f8n Doe, api@example.org, 'Secret, or not?', /doe.json,"
        + " 5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK,"
        + " NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v,"
        + " 3798d4131c277846293534c3edc11bd8a5e4cdcbff78b05db9d95eeb1cec68a5"
  })
  @Covers("K52")
  void theResponsesOfTheRfcComeOut(
      String algorithm,
      String user,
      String realm,
      String password,
      String uri,
      String nonce,
      String cnonce,
      String response) {
    DigestAnswer answer =
        DigestAnswer.of(
            DigestAlgorithm.of(algorithm).orElseThrow(),
            user,
            realm,
            password.getBytes(StandardCharsets.UTF_8),
            nonce,
            "00000001",
            cnonce);

    assertThat(answer.response("GET", uri)).isEqualTo(response);
  }

  @Test
  @Covers("K51")
  void aCardAnswersThePublishedChallengeWithThePublishedKeys() {
    AkaKeys keys = keys();

    HexFormat hex = HexFormat.of();
    assertThat(hex.formatHex(keys.res())).isEqualTo("a54211d5e3ba50bf");
    assertThat(hex.formatHex(keys.ck())).isEqualTo("b40ba9a3c58b2a05bbf0d987b21bf8cb");
    assertThat(hex.formatHex(keys.ik())).isEqualTo("f769bcd751044604127672711c6d3441");
  }

  /**
   * RFC 3310 and RFC 4169 print no worked example: the sums over the published keys were made once
   * with another implementation of hash and HMAC.
   */
  @ParameterizedTest
  @CsvSource({
    "AKAv1-MD5, 1734efbbf14c6686b947e37aac67ef3d",
    "AKAv2-MD5, 86bb80290cccc505cf58218922f83b48",
    "AKAv2-SHA-256, e6d2307ea80840c25bfbd7722300faf3d62ee91a4775d1d5f7066b317424e7f5"
  })
  @Covers("K51")
  void theResponsesOverThemAreThoseOfTheRfcs(String word, String response) {
    DigestAlgorithm algorithm = DigestAlgorithm.of(word).orElseThrow();
    DigestAnswer answer =
        DigestAnswer.of(
            algorithm,
            "alice@ims.example.net",
            "ims.example.net",
            keys().password(algorithm),
            NONCE,
            "00000001",
            "c0ffee");

    assertThat(answer.response("REGISTER", "sip:ims.example.net")).isEqualTo(response);
  }

  private static AkaKeys keys() {
    assertThat(HomeLab.card(0).answer(NONCE)).isInstanceOf(Card.Verdict.Genuine.class);
    return HomeLab.card(0).answer(NONCE) instanceof Card.Verdict.Genuine(AkaKeys keys)
        ? keys
        : new AkaKeys(new byte[0], new byte[0], new byte[0]);
  }
}
