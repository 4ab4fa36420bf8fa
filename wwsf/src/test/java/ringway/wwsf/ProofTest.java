// SPDX-License-Identifier: Apache-2.0
package ringway.wwsf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ringway.runtime.config.ConfigError;

/** How the WWSF proves itself, and what it tells the provider ahead of the browser. */
class ProofTest {
  @TempDir private Path directory;

  @Test
  void assertionsOfItsKeyProveTheWwsfEachOnce() throws Exception {
    ECKey key = new ECKeyGenerator(Curve.P_256).keyID("wwsf-1").generate();
    Path file = Files.writeString(directory.resolve("key.json"), key.toJSONString());
    try (RunningWwsf wwsf = new RunningWwsf("waf: {client-key: " + file + "}\n")) {
      wwsf.provider.asTheWaf();
      wwsf.provider.clientKey = Optional.of(key.toPublicJWK());

      assertThat(wwsf.signIn().statusCode()).isEqualTo(302);
      wwsf.clock.advance(Duration.ofMinutes(6));
      assertThat(RunningWwsf.json(wwsf.access())).containsEntry("access_token", "access-1");
      wwsf.post("/logout", "Origin", wwsf.address);
      assertThat(wwsf.provider.revoked).containsExactly("refresh-1");
    }
  }

  @ParameterizedTest
  @CsvSource({"'{}', no JWK", "'{\"kty\":\"oct\",\"k\":\"AAAA\"}', private EC"})
  void keyThatIsNoneIsSaidAtStartWithoutQuotingIt(String content, String expected)
      throws Exception {
    Path file = Files.writeString(directory.resolve("key.json"), content);

    assertThatThrownBy(() -> new RunningWwsf("waf: {client-key: " + file + "}\n"))
        .isInstanceOf(ConfigError.class)
        .hasMessageContaining(expected)
        .hasMessageNotContaining("AAAA");
  }

  @Test
  void browserCarriesOnlyANameOfThePushedRequest() {
    try (RunningWwsf wwsf = new RunningWwsf()) {
      wwsf.provider.asTheWaf();

      Map<String, String> sent = RunningWwsf.query(wwsf.get("/login"));

      assertThat(sent).isEqualTo(Map.of("client_id", "wwsf", "request_uri", "urn:pushed:1"));
      assertThat(wwsf.provider.pushed())
          .containsKeys("state", "nonce", "code_challenge", "redirect_uri")
          .containsEntry("code_challenge_method", "S256");
    }
  }

  @Test
  void identitiesMayStandInClaimsOfOtherNames() {
    try (RunningWwsf wwsf =
        new RunningWwsf("waf: {claims: {impi: ims_private, impus: ims_public}}\n")) {
      wwsf.provider.claims =
          claims ->
              claims
                  .claim("impi", null)
                  .claim("impus", null)
                  .claim("ims_private", "a@ims.example.net")
                  .claim("ims_public", "sip:a@ims.example.net");
      wwsf.signIn();

      assertThat(RunningWwsf.json(wwsf.access()))
          .containsEntry("impi", "a@ims.example.net")
          .containsEntry("impus", List.of("sip:a@ims.example.net"));
    }
  }
}
