// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.flows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static ringway.acceptance.actors.Subscriber.ALICE;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import ringway.acceptance.actors.Subscriber;
import ringway.acceptance.actors.Visitor;
import ringway.acceptance.lab.Chain;
import ringway.acceptance.lab.FlowExtension;
import ringway.acceptance.matrix.Covers;

/** WWSF and WAF as a browser meets them: TS 24.371 A.3.2, RFC 6749, RFC 7636, RFC 9068. */
@ExtendWith(FlowExtension.class)
class SignInTest {
  @Test
  @Covers("B02")
  void whoHasSignedInGetsTokenIdentitiesAndTheAddressOfTheEpCscf(Chain chain) {
    JsonNode access = chain.access(ALICE);

    assertThat(access.get("access_token").asText()).isNotEmpty();
    assertThat(access.get("impi").asText()).isEqualTo(ALICE.impi());
    assertThat(access.get("impus")).map(JsonNode::asText).isEqualTo(ALICE.impus());
    assertThat(access.get("domain").asText()).isEqualTo(Subscriber.DOMAIN);
    assertThat(access.get("w2").asText()).isEqualTo(chain.w2().toString());
    assertThat(Instant.parse(access.get("expires_at").asText())).isAfter(Instant.now());
    assertThat(access.get("ice_servers").isArray()).isTrue();
  }

  @Test
  @Covers("B01")
  void thePageAndItsCodeComeOverHttpsAndNothingComesWithout(Chain chain, @TempDir Path site)
      throws IOException {
    Files.writeString(site.resolve("index.html"), "<script src=/app.js></script>");
    Files.writeString(site.resolve("app.js"), "start()");
    URI wwsf = chain.secureWwsf(site);
    Visitor visitor = chain.visitor(ALICE);

    HttpResponse<String> page = visitor.gets(wwsf.resolve("/"));
    assertThat(page.body()).contains("/app.js");
    assertThat(page.headers().firstValue("Strict-Transport-Security")).isPresent();
    assertThat(visitor.gets(wwsf.resolve("/app.js")).body()).isEqualTo("start()");
    URI plain = URI.create("http://localhost:" + wwsf.getPort() + "/app.js");
    assertThatThrownBy(() -> visitor.gets(plain)).isInstanceOf(UncheckedIOException.class);
  }

  @Test
  @Covers("B03")
  void whoHasNotSignedInGetsNoToken(Chain chain) {
    HttpResponse<String> answer = chain.visitor(ALICE).gets(chain.wwsf().resolve("/access"));

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.body()).contains("login_required").doesNotContain("access_token");
  }

  @Test
  @Covers("B03")
  void aWrongPasswordSignsNobodyIn(Chain chain) {
    Visitor visitor = chain.visitor(ALICE);

    HttpResponse<String> page = visitor.signsIn(chain.wwsf(), "alice", "wrong");

    assertThat(page.statusCode()).isBetween(400, 499);
    assertThat(visitor.gets(chain.wwsf().resolve("/access")).statusCode()).isEqualTo(401);
  }

  @Test
  @Covers("B14")
  void anotherOriginMayNotReadTheAccessDocument(Chain chain) {
    chain.access(ALICE);

    HttpResponse<String> answer =
        chain
            .visitor(ALICE)
            .gets(chain.wwsf().resolve("/access"), "Origin", "https://evil.example");

    assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
  }

  @Test
  @Covers("B15")
  void anAuthorizationResponseNobodyAskedForIsNotTaken(Chain chain) {
    Visitor visitor = chain.visitor(ALICE);
    visitor.gets(chain.wwsf().resolve("/login"));

    HttpResponse<String> answer =
        visitor.gets(
            chain.wwsf().resolve("/callback?code=stolen&state=guessed&iss=" + chain.waf()));

    assertThat(visitor.follows(answer).statusCode()).isBetween(400, 499);
    assertThat(visitor.gets(chain.wwsf().resolve("/access")).statusCode()).isEqualTo(401);
  }

  @Test
  @Covers("B15")
  void anAuthorizationResponseOfAnotherIssuerIsNotTaken(Chain chain) {
    Visitor visitor = chain.visitor(ALICE);
    HttpResponse<String> page = visitor.follows(visitor.gets(chain.wwsf().resolve("/login")));
    String back = Visitor.location(visitor.fillsIn(page, ALICE.name(), Chain.PASSWORD)).toString();

    HttpResponse<String> answer =
        visitor.gets(
            URI.create(back.replaceFirst("\\biss=[^&]*", "iss=https%3A%2F%2Fother.example")));

    assertThat(visitor.follows(answer).statusCode()).isBetween(400, 499);
    assertThat(visitor.gets(chain.wwsf().resolve("/access")).statusCode()).isEqualTo(401);
  }

  @Test
  @Covers({"C06", "C07", "C20"})
  void theTokenIsAnAccessTokenForExactlyThisUser(Chain chain) throws Exception {
    SignedJWT jwt = SignedJWT.parse(chain.access(ALICE).get("access_token").asText());
    JWTClaimsSet claims = jwt.getJWTClaimsSet();

    assertThat(jwt.getHeader().getType().getType()).isEqualTo("at+jwt");
    assertThat(claims.getIssuer()).isEqualTo(chain.waf().toString());
    assertThat(claims.getAudience()).containsExactly("sip:" + Subscriber.DOMAIN);
    assertThat(claims.getSubject()).isEqualTo("alice");
    assertThat(claims.getStringClaim("client_id")).isEqualTo(Chain.CLIENT);
    assertThat(claims.getJWTID()).isNotEmpty();
    assertThat(claims.getIssueTime()).isBefore(claims.getExpirationTime());
    assertThat(claims.getStringClaim("impi")).isEqualTo(ALICE.impi());
    assertThat(claims.getStringListClaim("impus")).isEqualTo(ALICE.impus());
  }

  @Test
  @Covers({"C01", "C20"})
  void aCodeWithItsVerifierIsExchangedForATokenThatLivesAsLongAsItSays(Chain chain)
      throws Exception {
    WwsfByHand wwsf = WwsfByHand.of(chain);
    HttpResponse<String> answer = wwsf.exchange(wwsf.code(), WwsfByHand.VERIFIER);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
    JsonNode tokens = Chain.json(answer);
    JWTClaimsSet claims = SignedJWT.parse(tokens.get("access_token").asText()).getJWTClaimsSet();
    Duration life =
        Duration.between(claims.getIssueTime().toInstant(), claims.getExpirationTime().toInstant());
    assertThat(tokens.get("expires_in").asLong()).isEqualTo(life.toSeconds());
    assertThat(tokens.get("token_type").asText()).isEqualToIgnoringCase("Bearer");
    assertThat(tokens.get("refresh_token").asText()).isNotEmpty();
  }

  @Test
  @Covers("C02")
  void aCodeWithoutItsVerifierIsWorthNothing(Chain chain) {
    WwsfByHand wwsf = WwsfByHand.of(chain);
    HttpResponse<String> wrong = wwsf.exchange(wwsf.code(), "w".repeat(43));
    HttpResponse<String> missing = wwsf.exchange(wwsf.code(), "");

    assertThat(wrong.statusCode()).isEqualTo(400);
    assertThat(Chain.json(wrong).get("error").asText()).isEqualTo("invalid_grant");
    assertThat(missing.statusCode()).isEqualTo(400);
  }

  @Test
  @Covers("C03")
  void aCodeUsedTwiceIsRefusedAndTheTokensItGaveAreTakenBack(Chain chain) {
    WwsfByHand wwsf = WwsfByHand.of(chain);
    String code = wwsf.code();
    JsonNode first = Chain.json(wwsf.exchange(code, WwsfByHand.VERIFIER));

    HttpResponse<String> again = wwsf.exchange(code, WwsfByHand.VERIFIER);
    HttpResponse<String> refresh = wwsf.refresh(first.get("refresh_token").asText());

    assertThat(again.statusCode()).isEqualTo(400);
    assertThat(Chain.json(again).get("error").asText()).isEqualTo("invalid_grant");
    assertThat(refresh.statusCode()).isEqualTo(400);
    String token = first.get("access_token").asText();
    assertThat(WwsfByHand.of(chain, Chain.RESOURCE).introspect(token).body())
        .isEqualTo("{\"active\":false}");
  }

  @Test
  @Covers("C04")
  void anotherRedirectAddressIsNeverRedirectedTo(Chain chain) {
    WwsfByHand wwsf = WwsfByHand.of(chain);
    for (String other :
        new String[] {
          chain.wwsf() + "/callback/more", chain.wwsf() + "/callback?x=1", "https://evil.example/"
        }) {
      HttpResponse<String> answer =
          chain.visitor(ALICE).gets(wwsf.authorize("redirect_uri", other));

      assertThat(answer.statusCode()).as(other).isEqualTo(400);
      assertThat(answer.headers().firstValue("Location")).isEmpty();
    }
  }

  @Test
  @Covers("C05")
  void theImplicitFlowIsNotServed(Chain chain) {
    WwsfByHand wwsf = WwsfByHand.of(chain);
    HttpResponse<String> answer =
        chain.visitor(ALICE).gets(wwsf.authorize("response_type", "token"));

    assertThat(Visitor.location(answer).toString())
        .startsWith(chain.wwsf() + "/callback")
        .contains("error=unsupported_response_type")
        .doesNotContain("access_token");
  }

  @Test
  void theMetadataNamesTheIssuerItWasAskedAt(Chain chain) {
    JsonNode metadata =
        Chain.json(
            chain
                .visitor(ALICE)
                .gets(chain.waf().resolve("/.well-known/oauth-authorization-server")));

    assertThat(metadata.get("issuer").asText()).isEqualTo(chain.waf().toString());
    for (String endpoint : new String[] {"authorization_endpoint", "token_endpoint", "jwks_uri"}) {
      assertThat(metadata.get(endpoint).asText()).startsWith(chain.waf() + "/");
    }
  }

  @Test
  @Covers("C17")
  void aRefreshTokenUsedTwiceEndsItsFamily(Chain chain) {
    WwsfByHand wwsf = WwsfByHand.of(chain);
    JsonNode first = Chain.json(wwsf.exchange(wwsf.code(), WwsfByHand.VERIFIER));
    String old = first.get("refresh_token").asText();
    String rotated = Chain.json(wwsf.refresh(old)).get("refresh_token").asText();

    HttpResponse<String> replayed = wwsf.refresh(old);
    HttpResponse<String> afterwards = wwsf.refresh(rotated);

    assertThat(rotated).isNotEqualTo(old);
    assertThat(replayed.statusCode()).isEqualTo(400);
    assertThat(afterwards.statusCode()).isEqualTo(400);
    assertThat(Chain.json(afterwards).get("error").asText()).isEqualTo("invalid_grant");
  }

  @Test
  @Covers("C18")
  void aWrongClientSecretIsRefused(Chain chain) {
    WwsfByHand wwsf = WwsfByHand.of(chain);
    HttpResponse<String> answer =
        wwsf.withSecret("not the secret").exchange(wwsf.code(), WwsfByHand.VERIFIER);

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(Chain.json(answer).get("error").asText()).isEqualTo("invalid_client");
  }
}
