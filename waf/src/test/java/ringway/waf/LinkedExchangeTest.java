// SPDX-License-Identifier: Apache-2.0
package ringway.waf;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import ringway.waf.oauth.TokenForm;
import ringway.waf.upstream.Links;

/** RFC 8693: a token from elsewhere for one of ours, of the user it is linked to. */
class LinkedExchangeTest {
  private static final String TYPES = "urn:ietf:params:oauth:token-type:";
  private static final String UPSTREAM = "https://accounts.example.com";

  @Test
  void tokenOfATrustedIssuerBringsATokenOfTheLinkedUser() throws Exception {
    String store = "jdbc:h2:mem:" + UUID.randomUUID();
    HttpServer keys = TestClients.publishKeys();
    try (RunningWaf waf =
        new RunningWaf(
            Map.of(
                "RINGWAY_WAF_STORE_URL",
                store,
                "RINGWAY_WAF_OAUTH_TRUSTEDISSUERS",
                "[{issuer: '%s', jwks-uri: '%s', audiences: [ringway]}]"
                    .formatted(UPSTREAM, TestClients.jwksOf(keys))),
            TestClients.of("trader", TestClients.secret(), TokenForm.JWT, false, true))) {
      Jdbi jdbi =
          Jdbi.create(store + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH");
      new Links(jdbi, Clock.systemUTC()).link(UPSTREAM, "4711", "alice");
      String subject =
          TestClients.signed(
                  TestClients.KEY,
                  "at+jwt",
                  Map.of(
                      "iss",
                      UPSTREAM,
                      "sub",
                      "4711",
                      "aud",
                      "ringway",
                      "exp",
                      Date.from(Instant.now().plusSeconds(60))))
              .serialize();
      Map<String, Object> body =
          RunningWaf.json(
              waf.post(
                  "/token",
                  Map.of(
                      "grant_type",
                      "urn:ietf:params:oauth:grant-type:token-exchange",
                      "subject_token",
                      subject,
                      "subject_token_type",
                      TYPES + "access_token",
                      "scope",
                      "ims.register"),
                  "Authorization",
                  RunningWaf.basic("trader", RunningWaf.SECRET)));

      assertThat(body)
          .containsEntry("issued_token_type", TYPES + "access_token")
          .containsEntry("token_type", "Bearer")
          .containsEntry("scope", "ims.register")
          .doesNotContainKey("refresh_token");
      JWTClaimsSet claims = SignedJWT.parse((String) body.get("access_token")).getJWTClaimsSet();
      assertThat(claims.getSubject()).isEqualTo("alice");
      assertThat(claims.getStringClaim("impi")).isEqualTo("alice@ims.example.net");
      assertThat(claims.getAudience()).containsExactly("sip:ims.example.net");
    } finally {
      keys.stop(0);
    }
  }
}
