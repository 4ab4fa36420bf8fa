// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import ringway.runtime.crypto.Ed25519;

final class TokenVerifierTest {
  private static final ECKey KEY = FakeWaf.ecKey("k1");
  private static final RSAKey RSA = FakeWaf.rsaKey("r1");

  private final MovingClock clock = new MovingClock();
  private final FakeWaf waf = new FakeWaf(clock, KEY, RSA);
  private final TokenVerifier verifier = verifier(3);

  @AfterEach
  void stop() {
    waf.close();
  }

  private TokenVerifier verifier(int cacheSize) {
    TokenConfig.Issuer issuer =
        TokenSettings.issuer(waf.issuer(), Optional.of(URI.create(waf.issuer() + "/jwks")), false);
    return verifier(TokenSettings.of(Duration.ofSeconds(60), cacheSize, issuer));
  }

  private TokenVerifier verifier(TokenConfig config) {
    return TokenVerifier.create(
        config, FakeWaf.noRevocations(clock), new SimpleMeterRegistry(), clock);
  }

  private TokenRejected rejection(String token) {
    TokenRejected rejected =
        catchThrowableOfType(TokenRejected.class, () -> verifier.verify(token));
    assertThat(rejected).as("the token is rejected").isNotNull();
    return rejected;
  }

  @Test
  void aGoodTokenGivesTheIdentitiesItStates() throws Exception {
    AccessIdentity identity = verifier.verify(waf.token(KEY));

    assertThat(identity)
        .isEqualTo(
            new AccessIdentity(
                "alice@ims.example.net",
                List.of("sip:alice@ims.example.net", "tel:+15550101"),
                waf.issuer(),
                "portal",
                Set.of("openid", "ims.register"),
                "alice",
                "t-1",
                "",
                clock.instant(),
                clock.instant().plus(Duration.ofMinutes(10))));
  }

  @Test
  void theNextTokenOfAUserSharesWhatTheOneBeforeSaid() throws Exception {
    AccessIdentity first = verifier.verify(waf.token(KEY));
    AccessIdentity next = verifier.verify(waf.token(RSA));

    assertThat(next).isEqualTo(first);
    assertThat(next.impus()).isSameAs(first.impus());
  }

  @Test
  void rs256IsAcceptedToo() throws Exception {
    assertThat(verifier.verify(waf.token(RSA)).impi()).isEqualTo("alice@ims.example.net");
  }

  /** The example key of RFC 8037, appendix A. */
  @Test
  void edDsaIsAcceptedTooAndAnotherKeyOfTheCurveIsNot() throws Exception {
    OctetKeyPair key =
        new OctetKeyPair.Builder(
                Curve.Ed25519, new Base64URL("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"))
            .keyID("ed1")
            .build();
    byte[] secret = new Base64URL("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A").decode();
    JWSHeader header =
        new JWSHeader.Builder(JWSAlgorithm.EdDSA)
            .type(new JOSEObjectType("at+jwt"))
            .keyID("ed1")
            .build();
    waf.rotate(KEY, key);

    assertThat(verifier.verify(edDsaSigned(header, secret)).impi())
        .isEqualTo("alice@ims.example.net");
    assertThat(rejection(edDsaSigned(header, Ed25519.generate().d())))
        .hasMessage("the signature of the token is wrong");
  }

  private String edDsaSigned(JWSHeader header, byte[] secret) throws Exception {
    SignedJWT jwt = new SignedJWT(header, waf.claims().build());
    Base64URL signature =
        Base64URL.encode(Ed25519.sign(Ed25519.privateKey(secret), jwt.getSigningInput()));
    return new String(jwt.getSigningInput(), StandardCharsets.US_ASCII) + "." + signature;
  }

  @Test
  void theLongFormOfTheTypeIsAccepted() throws Exception {
    JWSHeader header = FakeWaf.header(KEY).type(new JOSEObjectType("application/AT+JWT")).build();

    assertThat(verifier.verify(FakeWaf.sign(KEY, header, waf.claims().build())).jti())
        .isEqualTo("t-1");
  }

  @Test
  void aTokenWithoutKeyIdIsCheckedAgainstEveryKey() throws Exception {
    JWSHeader header = FakeWaf.header(KEY).keyID(null).build();
    waf.rotate(FakeWaf.ecKey("other"), KEY);

    assertThat(verifier.verify(FakeWaf.sign(KEY, header, waf.claims().build())).jti())
        .isEqualTo("t-1");
  }

  @Test
  void oneAudienceOfSeveralIsEnough() throws Exception {
    String token = tokenWith(c -> c.audience(List.of("other", "sip:ims.example.net")));

    assertThat(verifier.verify(token).subject()).isEqualTo("alice");
  }

  static Stream<Arguments> badClaims() {
    return Stream.of(
        bad("has no exp", c -> c.expirationTime(null)),
        bad(
            "has expired",
            c -> c.expirationTime(Date.from(new MovingClock().instant().minusSeconds(60)))),
        bad(
            "not valid yet by its nbf",
            c -> c.notBeforeTime(Date.from(new MovingClock().instant().plusSeconds(61)))),
        bad(
            "not valid yet by its iat",
            c -> c.issueTime(Date.from(new MovingClock().instant().plusSeconds(61)))),
        bad("another audience", c -> c.audience("sip:other.example.net")),
        bad("another audience", c -> c.audience((String) null)),
        bad("issuer of the token is not trusted", c -> c.issuer("https://evil.example")),
        bad("issuer of the token is not trusted", c -> c.issuer(null)),
        bad("claim impi is missing", c -> c.claim("impi", null)),
        bad("claim impi is no string", c -> c.claim("impi", 7)),
        bad("claim impi is no IMPI", c -> c.claim("impi", "alice")),
        bad("claim impi is no IMPI", c -> c.claim("impi", "a\",x=\"@ims.example.net")),
        bad("claim impi is no IMPI", c -> c.claim("impi", "a@ims.example.net\r\nX: y")),
        bad("claim impus is missing", c -> c.claim("impus", null)),
        bad("claim impus is missing", c -> c.claim("impus", List.of())),
        bad("claim impus is no list of strings", c -> c.claim("impus", List.of(1))),
        bad("claim impus is no list of strings", c -> c.claim("impus", 1)),
        bad("holds what is no IMPU", c -> c.claim("impus", List.of("https://alice"))),
        bad("holds what is no IMPU", c -> c.claim("impus", List.of("sip:ims.example.net"))),
        bad("holds what is no IMPU", c -> c.claim("impus", List.of("sip:a@b>\r\nX: y"))),
        bad("too many or repeated", c -> c.claim("impus", List.of("tel:+1", "tel:+1"))),
        bad("claim wwsf is missing", c -> c.claim("wwsf", " ")),
        bad("claim sub is missing", c -> c.subject(null)),
        bad("claim jti is missing", c -> c.jwtID(null)),
        bad("claim scope is missing", c -> c.claim("scope", null)));
  }

  private static Arguments bad(String cause, UnaryOperator<JWTClaimsSet.Builder> change) {
    return Arguments.of(cause, change);
  }

  @ParameterizedTest(name = "{0} [{index}]")
  @MethodSource("badClaims")
  void aTokenWithOneBadClaimIsRejectedForIt(
      String cause, UnaryOperator<JWTClaimsSet.Builder> change) {
    TokenRejected rejected = rejection(tokenWith(change));

    assertThat(rejected).hasMessageContaining(cause);
    assertThat(rejected.errorCode()).isEqualTo("invalid_token");
  }

  @Test
  void aMissingScopeHasAnErrorCodeOfItsOwn() {
    TokenRejected rejected = rejection(tokenWith(c -> c.claim("scope", "openid profile")));

    assertThat(rejected.errorCode()).isEqualTo("invalid_scope");
    assertThat(rejected).hasMessage("the token lacks the scope ims.register");
  }

  @Test
  void clocksMayDifferByTheSkew() throws Exception {
    String late = tokenWith(c -> c.expirationTime(Date.from(clock.instant().minusSeconds(59))));
    String early = tokenWith(c -> c.notBeforeTime(Date.from(clock.instant().plusSeconds(60))));

    assertThat(verifier.verify(late).jti()).isEqualTo("t-1");
    assertThat(verifier.verify(early).jti()).isEqualTo("t-1");
  }

  @Test
  void aTokenOfAnUnknownIssuerCausesNoFetch() {
    rejection(tokenWith(c -> c.issuer("http://127.0.0.1:1")));

    assertThat(waf.keyFetches).hasValue(0);
  }

  @Test
  void anExpiredTokenCausesNoFetch() {
    rejection(tokenWith(c -> c.expirationTime(Date.from(clock.instant().minusSeconds(600)))));

    assertThat(waf.keyFetches).hasValue(0);
  }

  @Test
  void aForgedSignatureIsRejected() {
    ECKey forged = FakeWaf.ecKey("k1");

    assertThat(rejection(waf.token(forged))).hasMessage("the signature of the token is wrong");
  }

  @Test
  void changedClaimsBreakTheSignature() {
    String[] parts = waf.token(KEY).split("\\.");
    String payload = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
    String changed = payload.replace("alice@ims", "mallory@ims");
    assertThat(changed).isNotEqualTo(payload);
    String token =
        parts[0]
            + "."
            + Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(changed.getBytes(StandardCharsets.UTF_8))
            + "."
            + parts[2];

    assertThat(rejection(token)).hasMessage("the signature of the token is wrong");
  }

  @Test
  void anUnsignedTokenIsRejected() {
    assertThat(rejection(new PlainJWT(waf.claims().build()).serialize()))
        .hasMessage("the token is not signed");
  }

  @Test
  void hmacWithThePublicKeyAsSecretIsRejected() throws Exception {
    JWSHeader header =
        new JWSHeader.Builder(JWSAlgorithm.HS256)
            .type(new JOSEObjectType("at+jwt"))
            .keyID("k1")
            .build();
    SignedJWT jwt = new SignedJWT(header, waf.claims().build());
    jwt.sign(new MACSigner(KEY.toPublicJWK().toJSONString()));

    assertThat(rejection(jwt.serialize()))
        .hasMessage("the token is not signed with ES256, RS256 or EdDSA");
  }

  @Test
  void anAlgorithmTheKeyIsNotForIsRejected() {
    // Says RS256 and names the EC key.
    JWSHeader header = FakeWaf.header(RSA).keyID("k1").build();

    assertThat(rejection(FakeWaf.sign(RSA, header, waf.claims().build())))
        .hasMessage("the token is signed with a key its issuer does not have");
  }

  @ParameterizedTest
  @ValueSource(strings = {"JWT", "dpop+jwt", ""})
  void anythingButAnAccessTokenIsRejected(String type) {
    JOSEObjectType declared = type.isEmpty() ? null : new JOSEObjectType(type);
    JWSHeader header = FakeWaf.header(KEY).type(declared).build();

    assertThat(rejection(FakeWaf.sign(KEY, header, waf.claims().build())))
        .hasMessage("the token is no access token by its typ");
  }

  @Test
  void criticalExtensionsAreRejected() {
    JWSHeader header =
        FakeWaf.header(KEY).criticalParams(Set.of("urn:x")).customParam("urn:x", true).build();

    assertThat(rejection(FakeWaf.sign(KEY, header, waf.claims().build())))
        .hasMessage("the token has critical extensions");
  }

  @Test
  void anIdentityOutsideThePoolOfItsWwsfIsForbidden() throws Exception {
    TokenVerifier pooled =
        verifier(
            TokenSettings.of(
                Duration.ZERO,
                10,
                TokenSettings.withPools(
                    waf.issuer(),
                    Map.of(
                        "portal",
                        List.of("web-[100-199]@ims.example.net", "*@guests.example.net")))));

    for (String inside : List.of("web-100@ims.example.net", "x.y@guests.example.net")) {
      assertThat(pooled.verify(tokenWith(c -> c.claim("impi", inside))).impi()).isEqualTo(inside);
    }
    for (String outside :
        List.of(
            "web-200@ims.example.net",
            "web-1000@ims.example.net",
            "web-@ims.example.net",
            "web-100@ims.example.net.evil.test",
            "alice@ims.example.net")) {
      assertThatThrownBy(() -> pooled.verify(tokenWith(c -> c.claim("impi", outside))))
          .isInstanceOfSatisfying(
              TokenRejected.class, rejected -> assertThat(rejected.isForbidden()).isTrue());
    }
    assertThatThrownBy(
            () ->
                pooled.verify(
                    tokenWith(c -> c.claim("wwsf", "other").claim("impi", "x@guests.example.net"))))
        .isInstanceOf(TokenRejected.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        "...",
        "opaque",
        "a.b.c",
        "eyJhbGciOiJFUzI1NiJ9.e30.",
        "eyJhbGciOiJFUzI1NiJ9..c2ln",
        "{}.{}.{}",
        "\u0000\u0000.\u0000.\u0000",
        "e30.e30.e30",
        "bnVsbA.bnVsbA.bnVsbA"
      })
  void garbageIsRejectedAsInvalidToken(String garbage) {
    assertThat(rejection(garbage).errorCode()).isEqualTo("invalid_token");
  }

  @Test
  void deeplyNestedClaimsAreRejected() {
    String header = FakeWaf.header(KEY).build().toBase64URL().toString();
    String nested = "{\"a\":" + "[".repeat(3000) + "]".repeat(3000) + "}";
    String token =
        header
            + "."
            + Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(nested.getBytes(StandardCharsets.UTF_8))
            + ".c2ln";

    assertThat(rejection(token).errorCode()).isEqualTo("invalid_token");
  }

  @Test
  void anOverlongTokenIsRejectedUnread() {
    assertThat(rejection("x".repeat(8193))).hasMessage("the token is longer than 8192 characters");
  }

  @Test
  void noRejectionRepeatsWhatTheTokenHolds() {
    TokenRejected rejected =
        rejection(tokenWith(c -> c.audience("secret-audience").claim("impi", "secret-impi")));

    assertThat(rejected.getMessage()).doesNotContain("secret");
  }

  @Test
  void aVerifiedTokenIsRememberedUntilItEnds() throws Exception {
    String token = waf.token(KEY);
    AccessIdentity first = verifier.verify(token);
    waf.down = true;
    clock.advance(Duration.ofMinutes(10));

    assertThat(verifier.verify(token)).isSameAs(first);

    clock.advance(Duration.ofSeconds(60));
    assertThat(rejection(token)).hasMessage("the token has expired");
    assertThat(verifier.remembered()).isZero();
  }

  @Test
  void rememberedTokensAreBounded() throws Exception {
    for (int i = 0; i < 20; i++) {
      verifier.verify(tokenWith(c -> c.jwtID(java.util.UUID.randomUUID().toString())));
    }

    assertThat(verifier.remembered()).isBetween(1L, 3L);
  }

  @Test
  void aRejectedTokenIsNotRemembered() {
    String token = waf.token(FakeWaf.ecKey("k1"));
    rejection(token);

    rejection(token);
    assertThat(verifier.remembered()).isZero();
  }

  @Test
  void twoIssuersDoNotVouchForEachOther() throws Exception {
    ECKey foreign = FakeWaf.ecKey("k1");
    try (FakeWaf second = new FakeWaf(clock, foreign)) {
      TokenVerifier both =
          verifier(
              TokenSettings.of(
                  Duration.ZERO,
                  10,
                  TokenSettings.issuer(waf.issuer(), Optional.empty(), false),
                  TokenSettings.issuer(second.issuer(), Optional.empty(), true)));

      assertThat(both.verify(second.token(foreign)).wafIssuer()).isEqualTo(second.issuer());
      assertThatThrownBy(() -> both.verify(waf.token(foreign)))
          .isInstanceOf(TokenRejected.class)
          .hasMessage("the signature of the token is wrong");
    }
  }

  private String tokenWith(UnaryOperator<JWTClaimsSet.Builder> change) {
    return FakeWaf.sign(KEY, FakeWaf.header(KEY).build(), change.apply(waf.claims()).build());
  }
}
