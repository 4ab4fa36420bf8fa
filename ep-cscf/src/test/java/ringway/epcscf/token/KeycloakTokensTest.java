// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A Keycloak as the WAF: header typ JWT for every kind of token, the kind in the claim typ, roles
 * nested, no claim of ours but what claim mapping makes of its own.
 */
final class KeycloakTokensTest {
  private static final RSAKey KEY = FakeWaf.rsaKey("kc");

  private final MovingClock clock = new MovingClock();
  private final FakeWaf keycloak = new FakeWaf(clock, KEY);

  @AfterEach
  void stop() {
    keycloak.close();
  }

  private TokenVerifier verifier(TokenConfig.Claims claims) {
    TokenConfig.Issuer issuer =
        new TokenConfig.Issuer(
            keycloak.issuer(),
            Optional.empty(),
            true,
            claims,
            Optional.of("JWT"),
            Optional.of(Map.of("typ", "Bearer")),
            Optional.empty(),
            Optional.empty());
    return TokenVerifier.create(
        TokenSettings.of(Duration.ofSeconds(60), 10, issuer),
        FakeWaf.noRevocations(clock),
        new SimpleMeterRegistry(),
        clock);
  }

  private TokenVerifier byTemplate() {
    return verifier(
        new TokenConfig.Claims(
            "{preferred_username}@ims.example.net",
            "sip:{preferred_username}@ims.example.net tel:{/ims/phone}",
            "azp",
            Optional.of("/realm_access/roles")));
  }

  private String token(UnaryOperator<JWTClaimsSet.Builder> change) {
    JWTClaimsSet.Builder claims =
        new JWTClaimsSet.Builder()
            .issuer(keycloak.issuer())
            .audience(List.of("sip:ims.example.net", "account"))
            .subject("f:1f4f3b8a:alice")
            .issueTime(Date.from(clock.instant()))
            .expirationTime(Date.from(clock.instant().plusSeconds(300)))
            .jwtID("onrtac:8a0f2d0e")
            .claim("typ", "Bearer")
            .claim("azp", "portal")
            .claim("sid", "0b9f7ae2")
            .claim("acr", "1")
            .claim("realm_access", Map.of("roles", List.of("offline_access", "ims.register")))
            .claim("scope", "openid email profile")
            .claim("preferred_username", "alice")
            .claim("ims", Map.of("phone", "+15550101"));
    return FakeWaf.sign(
        KEY,
        FakeWaf.header(KEY).type(new JOSEObjectType("JWT")).build(),
        change.apply(claims).build());
  }

  @Test
  void itsAccessTokensAreMappedToImsIdentities() throws Exception {
    AccessIdentity identity = byTemplate().verify(token(c -> c));

    assertThat(identity.impi()).isEqualTo("alice@ims.example.net");
    assertThat(identity.impus()).containsExactly("sip:alice@ims.example.net", "tel:+15550101");
    assertThat(identity.wwsf()).isEqualTo("portal");
    assertThat(identity.scope()).contains("ims.register");
    assertThat(identity.session()).isEqualTo("0b9f7ae2");
  }

  @Test
  void itsIdAndRefreshTokensAreRefused() {
    for (String kind : List.of("ID", "Refresh", "Offline")) {
      assertThatThrownBy(() -> byTemplate().verify(token(c -> c.claim("typ", kind))))
          .isInstanceOf(TokenRejected.class)
          .hasMessage("the claim typ is not as required");
    }
    assertThatThrownBy(() -> byTemplate().verify(token(c -> c.claim("typ", null))))
        .isInstanceOf(TokenRejected.class);
  }

  @Test
  void aUserNameCannotSmuggleInAnIdentity() {
    for (String name : List.of("alice@evil.test x", "a sip:bob", "a;x=y", "a@b", "", "a\r\nX: y")) {
      assertThatThrownBy(() -> byTemplate().verify(token(c -> c.claim("preferred_username", name))))
          .isInstanceOf(TokenRejected.class);
    }
  }

  @Test
  void withoutTheRoleTheScopeIsMissing() {
    assertThatThrownBy(
            () ->
                byTemplate()
                    .verify(token(c -> c.claim("realm_access", Map.of("roles", List.of("user"))))))
        .hasMessage("the token lacks the scope ims.register");
    assertThatThrownBy(() -> byTemplate().verify(token(c -> c.claim("realm_access", null))))
        .hasMessage("the claim /realm_access/roles is missing");
  }

  @Test
  void nestedClaimsMayBeAListATextOrATextWithSpaces() throws Exception {
    TokenVerifier nested =
        verifier(
            new TokenConfig.Claims(
                "/ims/impi", "/ims/impus", "/azp", Optional.of("/realm_access/roles")));
    for (Object impus :
        List.of(List.of("sip:a@ims.example.net", "tel:+1"), "sip:a@ims.example.net tel:+1")) {
      assertThat(
              nested
                  .verify(
                      token(
                          c -> c.claim("ims", Map.of("impi", "a@ims.example.net", "impus", impus))))
                  .impus())
          .containsExactly("sip:a@ims.example.net", "tel:+1");
    }
    assertThat(
            nested
                .verify(
                    token(
                        c ->
                            c.claim(
                                "ims",
                                Map.of("impi", "a@ims.example.net", "impus", "sip:a@x.test"))))
                .impus())
        .containsExactly("sip:a@x.test");
  }

  @Test
  void typeJwtNeedsSomethingThatTellsAccessTokens() {
    assertThatThrownBy(
            () ->
                new TokenConfig.Issuer(
                    "https://sso.example.net",
                    Optional.empty(),
                    false,
                    TokenSettings.CLAIMS,
                    Optional.of("JWT"),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty()))
        .hasMessageContaining("require");
  }
}
