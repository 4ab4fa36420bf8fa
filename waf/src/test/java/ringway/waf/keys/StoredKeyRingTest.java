// SPDX-License-Identifier: Apache-2.0
package ringway.waf.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import ringway.runtime.config.ConfigError;
import ringway.runtime.config.Secret;
import ringway.runtime.store.Database;
import ringway.waf.store.Databases;

/** Keys in the database. */
class StoredKeyRingTest {
  private static final Secret SECRET = Secret.of("0123456789abcdef0123456789abcdef");
  private static final Secret OTHER = Secret.of("another-0123456789abcdef01234567");
  private static final Duration LIFE = Duration.ofDays(30);
  private static final Duration LEAD = Duration.ofMinutes(10);
  private static final Duration TOKEN = Duration.ofMinutes(11);

  private final Movable clock = new Movable();

  private static final class Movable extends Clock {
    private volatile Instant now = Instant.parse("2026-03-01T12:00:00Z");

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    void advance(Duration by) {
      now = now.plus(by);
    }
  }

  private StoredKeyRing ring(Jdbi jdbi, TokenAlgorithm algorithm, Secret secret, Secret... former) {
    KeyWrap wrap = new KeyWrap(secret, List.of(former).stream().findFirst());
    return new StoredKeyRing(jdbi, wrap, algorithm, LIFE, LEAD, TOKEN, clock);
  }

  private StoredKeyRing ring(Jdbi jdbi) {
    return ring(jdbi, TokenAlgorithm.ES256, SECRET);
  }

  private static String signer(KeyRing ring) {
    JWTClaimsSet claims = new JWTClaimsSet.Builder().subject("alice").build();
    return ring.sign(JOSEObjectType.JWT, claims).getHeader().getKeyID();
  }

  private static List<String> published(KeyRing ring) {
    try {
      return JWKSet.parse(ring.publicJwks()).getKeys().stream()
          .peek(key -> assertThat(key.isPrivate()).isFalse())
          .map(JWK::getKeyID)
          .toList();
    } catch (ParseException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theNextKeyIsPublishedBeforeItSignsAndTheOldOneUntilItsLastTokenHasEnded(
      Databases databases) {
    try (Database database = databases.open()) {
      StoredKeyRing ring = ring(database.jdbi());
      String first = signer(ring);
      clock.advance(LIFE.minus(LEAD).minusSeconds(1));
      ring.look();
      assertThat(published(ring)).containsExactly(first);

      clock.advance(Duration.ofSeconds(1));
      ring.look();
      assertThat(published(ring)).hasSize(2).startsWith(first);
      assertThat(signer(ring)).isEqualTo(first);
      String second = published(ring).getLast();

      clock.advance(LEAD);
      ring.look();
      assertThat(signer(ring)).isEqualTo(second);
      assertThat(published(ring)).containsExactly(first, second);

      clock.advance(TOKEN);
      assertThat(published(ring)).containsExactly(second);
      ring.look();
      assertThat(ring.entries()).extracting(KeyRing.Entry::id).containsExactly(second);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRestartedNodeGoesOnWithTheSameKey(Databases databases) {
    try (Database database = databases.open()) {
      String before = signer(ring(database.jdbi()));

      assertThat(signer(ring(database.jdbi()))).isEqualTo(before);
    }
  }

  @ParameterizedTest
  @EnumSource
  void nodesThatRotateAtOnceAgreeOnOneKey(Databases databases) throws Exception {
    try (Database database = databases.open()) {
      List<StoredKeyRing> nodes = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        nodes.add(ring(database.jdbi()));
      }
      clock.advance(LIFE.minus(LEAD));
      CyclicBarrier together = new CyclicBarrier(nodes.size());
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<?>> looks = new ArrayList<>();
        for (StoredKeyRing node : nodes) {
          looks.add(
              threads.submit(
                  () -> {
                    together.await();
                    node.look();
                    return node;
                  }));
        }
        for (Future<?> look : looks) {
          look.get();
        }
      }
      clock.advance(LEAD);

      assertThat(nodes).extracting(StoredKeyRingTest::signer).containsOnly(signer(nodes.get(0)));
      assertThat(published(nodes.get(0))).hasSize(2);
      assertThat(nodes)
          .extracting(StoredKeyRingTest::published)
          .containsOnly(published(nodes.get(0)));
    }
  }

  @ParameterizedTest
  @EnumSource
  void nodesThatStartAtOnceShareTheFirstKey(Databases databases) throws Exception {
    try (Database database = databases.open();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      CyclicBarrier together = new CyclicBarrier(4);
      List<Future<String>> nodes = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        nodes.add(
            threads.submit(
                () -> {
                  together.await();
                  return signer(ring(database.jdbi()));
                }));
      }

      String first = nodes.get(0).get();
      for (Future<String> node : nodes) {
        assertThat(node.get()).isEqualTo(first);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void theDatabaseHoldsNoPrivateKeyInClear(Databases databases) {
    try (Database database = databases.open()) {
      ring(database.jdbi());
      String stored =
          database
              .jdbi()
              .withHandle(
                  db ->
                      db.createQuery("SELECT wrapped FROM signing_keys").mapTo(String.class).one());

      assertThat(stored).startsWith("eyJ").doesNotContain("\"d\"");
      assertThat(stored.split("\\.")).hasSize(5);
    }
  }

  @ParameterizedTest
  @EnumSource
  void keysEncryptedByAnotherKeyAreRefusedUnlessItIsTheFormer(Databases databases) {
    try (Database database = databases.open()) {
      String before = signer(ring(database.jdbi()));

      assertThatThrownBy(() -> ring(database.jdbi(), TokenAlgorithm.ES256, OTHER))
          .isInstanceOf(ConfigError.class)
          .hasMessageContaining("keys.encryption-key");
      assertThat(signer(ring(database.jdbi(), TokenAlgorithm.ES256, OTHER, SECRET)))
          .isEqualTo(before);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aKeyMovedToAnotherIdIsRefused(Databases databases) {
    try (Database database = databases.open()) {
      ring(database.jdbi());
      database.jdbi().useHandle(db -> db.execute("UPDATE signing_keys SET kid = 'other'"));

      assertThatThrownBy(() -> ring(database.jdbi())).isInstanceOf(ConfigError.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void anotherAlgorithmSignsAtOnceAndTheOldKeyStays(Databases databases) {
    try (Database database = databases.open()) {
      String old = signer(ring(database.jdbi()));

      StoredKeyRing ring = ring(database.jdbi(), TokenAlgorithm.EDDSA, SECRET);

      assertThat(signer(ring)).isNotEqualTo(old);
      assertThat(published(ring)).startsWith(old).hasSize(2);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aWithdrawnKeyIsGoneAndItsSuccessorSignsAtOnce(Databases databases) {
    try (Database database = databases.open()) {
      StoredKeyRing ring = ring(database.jdbi());
      String first = signer(ring);
      String waiting = ring.rotate();

      assertThat(ring.withdraw(first)).isTrue();
      assertThat(ring.withdraw(first)).isFalse();
      assertThat(published(ring)).containsExactly(waiting);
      assertThat(signer(ring)).isEqualTo(waiting);
      assertThat(ring.withdraw(waiting)).isTrue();
      assertThat(signer(ring)).isNotEqualTo(waiting);
    }
  }

  @ParameterizedTest
  @EnumSource
  void keysHeldGoOnWhileTheDatabaseIsAway(Databases databases) {
    StoredKeyRing ring;
    try (Database database = databases.open()) {
      ring = ring(database.jdbi());
    }

    assertThat(published(ring)).containsExactly(signer(ring));
    assertThat(Optional.of(ring.entries().getFirst().id())).contains(signer(ring));
  }
}
