// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.flows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static ringway.acceptance.actors.Subscriber.ALICE;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import ringway.acceptance.actors.Subscriber;
import ringway.acceptance.lab.Chain;
import ringway.acceptance.lab.FlowExtension;
import ringway.acceptance.matrix.Covers;

/** What the WAF says about its tokens, and how they are taken back: RFC 7662, RFC 7009. */
@ExtendWith(FlowExtension.class)
class WafTest {
  private static final String INACTIVE = "{\"active\":false}";

  @Test
  @Covers("C09")
  void theEpCscfLearnsWhatAReferenceTokenStandsFor(Chain chain) {
    JsonNode tokens = WwsfByHand.of(chain, Chain.REFERENCE_CLIENT).tokens();

    HttpResponse<String> answer = epCscf(chain).introspect(accessToken(tokens));

    assertThat(answer.statusCode()).isEqualTo(200);
    JsonNode said = Chain.json(answer);
    assertThat(said.get("active").asBoolean()).isTrue();
    assertThat(Instant.ofEpochSecond(said.get("exp").asLong())).isAfter(Instant.now());
    assertThat(said.get("aud").asText()).isEqualTo("sip:" + Subscriber.DOMAIN);
    assertThat(said.get("scope").asText()).contains("ims.register");
    assertThat(said.get("impi").asText()).isEqualTo(ALICE.impi());
    assertThat(said.get("impus")).map(JsonNode::asText).isEqualTo(ALICE.impus());
  }

  @Test
  void aReferenceTokenSaysNothingByItself(Chain chain) {
    String token = accessToken(WwsfByHand.of(chain, Chain.REFERENCE_CLIENT).tokens());

    assertThat(token).doesNotContain(".").hasSizeLessThan(100);
  }

  @Test
  @Covers("C10")
  void ofATokenThatCountsForNothingNothingIsTold(Chain chain) {
    WwsfByHand wwsf = WwsfByHand.of(chain);
    String revoked = accessToken(wwsf.tokens());
    wwsf.revoke(revoked);
    String forged = accessToken(wwsf.tokens()).replaceFirst("[^.]+$", "c2lnbmVkIGJ5IG5vYm9keQ");

    for (String token : new String[] {"of nobody", revoked, forged}) {
      HttpResponse<String> answer = epCscf(chain).introspect(token);

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).isEqualToIgnoringWhitespace(INACTIVE);
    }
  }

  @Test
  @Covers("C11")
  void whoDoesNotSayWhoTheyAreLearnsNothingOfATokenAtAll(Chain chain) {
    String token = accessToken(WwsfByHand.of(chain).tokens());

    HttpResponse<String> nobody =
        chain.visitor(ALICE).posts(chain.waf().resolve("/introspect"), Map.of("token", token));
    HttpResponse<String> impostor = epCscf(chain).withSecret("not the secret").introspect(token);

    assertThat(nobody.statusCode()).isEqualTo(401);
    assertThat(impostor.statusCode()).isEqualTo(401);
    assertThat(nobody.body() + impostor.body()).doesNotContain("active", ALICE.impi());
  }

  @Test
  @Covers("C12")
  void aRevokedTokenCountsForNothing(Chain chain) {
    WwsfByHand wwsf = WwsfByHand.of(chain);
    String token = accessToken(wwsf.tokens());
    assertThat(epCscf(chain).introspect(token).body()).contains(ALICE.impi());

    assertThat(wwsf.revoke(token).statusCode()).isEqualTo(200);

    assertThat(epCscf(chain).introspect(token).body()).isEqualToIgnoringWhitespace(INACTIVE);
  }

  @Test
  @Covers("C12")
  void aRevokedRefreshTokenTakesTheAccessTokensOfItsSignInAlong(Chain chain) {
    WwsfByHand wwsf = WwsfByHand.of(chain);
    JsonNode tokens = wwsf.tokens();

    assertThat(wwsf.revoke(tokens.get("refresh_token").asText()).statusCode()).isEqualTo(200);

    assertThat(wwsf.refresh(tokens.get("refresh_token").asText()).statusCode()).isEqualTo(400);
    assertThat(epCscf(chain).introspect(accessToken(tokens)).body())
        .isEqualToIgnoringWhitespace(INACTIVE);
  }

  @Test
  @Covers("C13")
  void revokingAnUnknownTokenSucceeds(Chain chain) {
    assertThat(WwsfByHand.of(chain).revoke("of nobody").statusCode()).isEqualTo(200);
  }

  @Test
  @Covers("C14")
  void anotherClientCannotRevokeTheToken(Chain chain) {
    String token = accessToken(WwsfByHand.of(chain).tokens());

    HttpResponse<String> answer = WwsfByHand.of(chain, Chain.REFERENCE_CLIENT).revoke(token);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(epCscf(chain).introspect(token).body()).contains(ALICE.impi());
  }

  @Test
  @Covers("C15")
  void theMetadataNamesTheIssuerItWasAskedAtAndNothingWithoutTls(Chain chain) {
    URI issuer = chain.secureWaf();
    HttpResponse<String> answer =
        chain.visitor(ALICE).gets(issuer.resolve("/.well-known/oauth-authorization-server"));

    JsonNode metadata = Chain.json(answer);
    assertThat(metadata.get("issuer").asText()).isEqualTo(issuer.toString());
    metadata
        .properties()
        .forEach(
            entry -> {
              if (entry.getKey().endsWith("_endpoint") || entry.getKey().equals("jwks_uri")) {
                assertThat(entry.getValue().asText()).startsWith(issuer + "/");
              }
            });
    assertThat(answer.headers().firstValue("Strict-Transport-Security")).isPresent();
  }

  @Test
  @Covers("C19")
  void noEndpointSpeaksPlainHttpWhereTheIssuerIsHttps(Chain chain) {
    URI issuer = chain.secureWaf();
    for (String path : new String[] {"/authorize", "/token", "/introspect", "/jwks"}) {
      URI plain = URI.create("http://localhost:" + issuer.getPort() + path);

      assertThatThrownBy(() -> chain.visitor(ALICE).gets(plain))
          .isInstanceOf(UncheckedIOException.class);
    }
  }

  /** The one that may look into tokens. */
  private static WwsfByHand epCscf(Chain chain) {
    return WwsfByHand.of(chain, Chain.RESOURCE);
  }

  private static String accessToken(JsonNode tokens) {
    return tokens.get("access_token").asText();
  }
}
