// SPDX-License-Identifier: Apache-2.0
package ringway.waf.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import ringway.runtime.config.Secret;
import ringway.runtime.store.Database;
import ringway.waf.store.Databases;

/** What the OAuth endpoints keep, on every database. */
class ClientStoreTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

  @ParameterizedTest
  @EnumSource
  void clientsOfEveryKindComeBackAsTheyWere(Databases databases) throws Exception {
    ECKey key = new ECKeyGenerator(Curve.P_256).keyID("k").generate();
    List<Client> clients =
        List.of(
            client("a", ClientCredential.SecretHash.of(Secret.of("0123456789abcdef"))),
            client("b", new ClientCredential.InlineKeys(new JWKSet(key).toString(true))),
            client("c", new ClientCredential.PublishedKeys(URI.create("https://c.example/jwks"))),
            client(
                "d",
                new ClientCredential.Certificate(
                    new CertificateName(CertificateName.Kind.SAN_DNS, "d.example"), true)));
    try (Database database = databases.open()) {
      ClientStore store = new ClientStore(database.jdbi());
      clients.forEach(store::save);

      assertThat(store.all()).isEqualTo(clients);
      assertThat(store.withId("c")).contains(clients.get(2));
      assertThat(store.withId("e")).isEmpty();
      assertThat(store.remove("c")).isTrue();
      assertThat(store.remove("c")).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource
  void clientsOfTheConfigFileComeAndGoWithItAndOthersStay(Databases databases) {
    Client first = client("first", secret("0123456789abcdef"));
    Client second = client("second", secret("0123456789abcdef"));
    Client added = client("added", secret("0123456789abcdef"));
    try (Database database = databases.open()) {
      ClientStore store = new ClientStore(database.jdbi());
      store.merge(List.of(first, second));
      store.save(added);
      Client changed = client("second", secret("fedcba9876543210"));
      store.merge(List.of(changed));

      assertThat(store.all()).containsExactly(added, changed);
    }
  }

  @Test
  void secretIsNotInTheStore() {
    ClientCredential.SecretHash hash = secret("0123456789abcdef");

    assertThat(hash.matches("0123456789abcdef")).isTrue();
    assertThat(hash.matches("0123456789abcdeg")).isFalse();
    assertThat(hash.salt() + hash.hash()).doesNotContain("0123456789abcdef");
    assertThat(secret("0123456789abcdef")).isNotEqualTo(hash);
  }

  @ParameterizedTest
  @EnumSource
  void pushedRequestIsOpenedOnceAndSpentOnceByAnyNode(Databases databases) {
    try (Database database = databases.open()) {
      PushedRequests one = new PushedRequests(database.jdbi(), CLOCK);
      PushedRequests two = new PushedRequests(database.jdbi(), CLOCK);
      String name = one.push("wwsf", "scope=openid").orElseThrow();

      assertThat(two.opened(name, "wwsf")).isEmpty();
      assertThat(two.open(name, "other")).isFalse();
      assertThat(two.open(name, "wwsf")).isTrue();
      assertThat(one.open(name, "wwsf")).isFalse();
      assertThat(one.opened(name, "wwsf")).contains("scope=openid");
      assertThat(one.spend(name)).isTrue();
      assertThat(two.spend(name)).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource
  void referenceTokenStandsForItsClaimsUntilItEnds(Databases databases) {
    try (Database database = databases.open()) {
      JWTClaimsSet claims =
          new JWTClaimsSet.Builder()
              .subject("alice")
              .claim("impus", List.of("sip:alice@ims.example.net"))
              .expirationTime(Date.from(NOW.plusSeconds(60)))
              .build();
      String token = new ReferenceTokens(database.jdbi(), CLOCK).keep(claims);
      Clock later = Clock.offset(CLOCK, Duration.ofSeconds(60));

      assertThat(new ReferenceTokens(database.jdbi(), CLOCK).find(token)).contains(claims);
      assertThat(new ReferenceTokens(database.jdbi(), CLOCK).find("x")).isEmpty();
      assertThat(new ReferenceTokens(database.jdbi(), later).find(token)).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void assertionIsGoodOnceOnAllNodesTogether(Databases databases) throws Exception {
    ECKey key = new ECKeyGenerator(Curve.P_256).keyID("k").generate();
    Client client = client("b", new ClientCredential.InlineKeys(new JWKSet(key).toString(true)));
    SignedJWT jwt =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("k").build(),
            new JWTClaimsSet.Builder()
                .issuer("b")
                .subject("b")
                .audience("https://waf.example")
                .jwtID("1")
                .expirationTime(Date.from(NOW.plusSeconds(60)))
                .build());
    jwt.sign(new ECDSASigner(key));
    URI issuer = URI.create("https://waf.example");
    try (Database database = databases.open()) {
      Assertions one = new Assertions(issuer, new RemoteKeys(), database.jdbi(), CLOCK);
      Assertions two = new Assertions(issuer, new RemoteKeys(), database.jdbi(), CLOCK);
      one.check(client, jwt.serialize());

      assertThatThrownBy(() -> two.check(client, jwt.serialize()))
          .isInstanceOf(ForeignJwt.Bad.class)
          .hasMessageContaining("used before");
    }
  }

  @Test
  void clientNeedsExactlyOneWayToProveItself() {
    assertThatThrownBy(() -> written(Optional.empty(), Optional.empty()))
        .hasMessageContaining("exactly one of");
    assertThatThrownBy(
            () ->
                written(
                    Optional.of(Secret.of("0123456789abcdef")),
                    Optional.of(URI.create("https://c.example/jwks"))))
        .hasMessageContaining("exactly one of");
    assertThatThrownBy(
            () -> written(Optional.empty(), Optional.of(URI.create("http://c.example/jwks"))))
        .hasMessageContaining("https");
    assertThat(written(Optional.of(Secret.of("0123456789abcdef")), Optional.empty()).tokenForm())
        .isEqualTo(TokenForm.JWT);
  }

  private static Client written(Optional<Secret> secret, Optional<URI> jwksUri) {
    return Client.written(
        "c",
        secret,
        Optional.empty(),
        jwksUri,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static ClientCredential.SecretHash secret(String text) {
    return ClientCredential.SecretHash.of(Secret.of(text));
  }

  private static Client client(String id, ClientCredential credential) {
    return new Client(
        id,
        credential,
        List.of(URI.create("https://phone.example")),
        List.of(URI.create("https://phone.example/callback"), URI.create("https://b.example/cb")),
        List.of(URI.create("https://phone.example/bye")),
        List.of("openid", "ims.register"),
        List.of("gold"),
        TokenForm.REFERENCE,
        true,
        false);
  }
}
