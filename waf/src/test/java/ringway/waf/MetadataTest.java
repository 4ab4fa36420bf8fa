// SPDX-License-Identifier: Apache-2.0
package ringway.waf;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 8414, OpenID Connect Discovery, RFC 7517. */
class MetadataTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"/.well-known/oauth-authorization-server", "/.well-known/openid-configuration"})
  void metadataNamesTheIssuerByteForByteAndOnlyWhatTheServerDoes(String path) {
    try (RunningWaf waf = new RunningWaf()) {
      assertThat(RunningWaf.json(waf.get(path)))
          .containsEntry("issuer", waf.issuer)
          .containsEntry("authorization_endpoint", waf.issuer + "/authorize")
          .containsEntry("token_endpoint", waf.issuer + "/token")
          .containsEntry("jwks_uri", waf.issuer + "/jwks")
          .containsEntry("response_types_supported", List.of("code"))
          .containsEntry(
              "grant_types_supported",
              List.of("authorization_code", "refresh_token", "client_credentials"))
          .containsEntry("code_challenge_methods_supported", List.of("S256"))
          .containsEntry("authorization_response_iss_parameter_supported", true);
    }
  }

  @Test
  void clientLibraryFindsTheServerByItsIssuer() throws Exception {
    try (RunningWaf waf = new RunningWaf()) {
      OIDCProviderMetadata metadata =
          OIDCProviderMetadata.resolve(new Issuer(waf.issuer), 5_000, 5_000);

      assertThat(metadata.getTokenEndpointURI()).hasToString(waf.issuer + "/token");
    }
  }

  @Test
  void keysArePublicHalvesForSignatures() {
    try (RunningWaf waf = new RunningWaf()) {
      assertThat(waf.keys().getKeys())
          .singleElement()
          .satisfies(
              key -> {
                assertThat(key.isPrivate()).isFalse();
                assertThat(key.getKeyUse()).isEqualTo(KeyUse.SIGNATURE);
                assertThat(key.getAlgorithm().getName()).isEqualTo("ES256");
              });
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"RS256", "EdDSA"})
  void otherAlgorithmsCanBeChosen(String algorithm) {
    try (RunningWaf waf = new RunningWaf(Map.of("RINGWAY_WAF_TOKENALGORITHM", algorithm))) {
      Map<String, Object> tokens = RunningWaf.json(waf.exchange(waf.code()));
      String bearer = "Bearer " + tokens.get("access_token");
      String spoiled = bearer.substring(0, bearer.length() - 8) + "AAAAAAAA";

      assertThat(waf.keys().getKeys().getFirst().getAlgorithm().getName()).isEqualTo(algorithm);
      assertThat(waf.get("/.well-known/openid-configuration").body())
          .contains("\"id_token_signing_alg_values_supported\":[\"" + algorithm + "\"]");
      assertThat(waf.get("/userinfo", "Authorization", bearer).statusCode()).isEqualTo(200);
      assertThat(waf.get("/userinfo", "Authorization", spoiled).statusCode()).isEqualTo(401);
    }
  }
}
