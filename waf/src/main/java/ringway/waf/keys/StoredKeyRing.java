// SPDX-License-Identifier: Apache-2.0
package ringway.waf.keys;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.runtime.config.ConfigError;
import ringway.waf.audit.Audit;
import ringway.waf.keys.StoredKeys.Row;

/**
 * Keys in the database, the same for all nodes. Each node looks every few seconds, brings in the
 * next key when the time has come, and goes on with the keys it has while the database is away.
 * Thread-safe.
 */
final class StoredKeyRing implements KeyRing {
  private static final Logger log = LoggerFactory.getLogger(StoredKeyRing.class);
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(3);
  private static final int TRIES = 5;

  /** What the loss of two races in a row would need many nodes for. */
  private static final String CONTENDED = "the keys are being changed by others without end";

  private record Held(Row row, SigningKey key) {}

  private final StoredKeys store;
  private final KeyWrap wrap;
  private final TokenAlgorithm algorithm;
  private final Duration life;
  private final Duration lead;
  private final Duration longestToken;
  private final Clock clock;
  private volatile List<Held> held = List.of();
  private volatile Thread watch = Thread.ofVirtual().unstarted(() -> {});

  /**
   * @param longestToken life of the longest-lived token, with room for clocks that differ
   */
  StoredKeyRing(
      Jdbi jdbi,
      KeyWrap wrap,
      TokenAlgorithm algorithm,
      Duration life,
      Duration lead,
      Duration longestToken,
      Clock clock) {
    this.store = new StoredKeys(jdbi);
    this.wrap = wrap;
    this.algorithm = algorithm;
    this.life = life;
    this.lead = lead;
    this.longestToken = longestToken;
    this.clock = clock;
    load();
    if (held.isEmpty() || newest().row().algorithm() != algorithm) {
      append(clock.instant()); // nothing to wait for: no token of this kind is known to anybody
    }
  }

  void start() {
    watch = Thread.ofVirtual().name("waf-key-rotation").start(this::watch);
  }

  private void watch() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        Thread.sleep(BETWEEN_LOOKS);
        look();
      } catch (InterruptedException _) {
        return;
      } catch (RuntimeException e) {
        log.warn("keys not looked after cause={}", e.toString());
      }
    }
  }

  /** One look: what others have done, and whether it is time for the next key. */
  void look() {
    store.sweep(clock.millis());
    load();
    Instant due = Instant.ofEpochMilli(newest().row().signsFrom()).plus(life);
    Instant now = clock.instant();
    if (!now.plus(lead).isBefore(due)) {
      // A node that slept through the takeover still publishes the key first.
      append(due.isAfter(now.plus(lead)) ? due : now.plus(lead));
    }
  }

  private void load() {
    List<Held> before = held;
    held =
        store.unexpired(clock.millis()).stream()
            .map(
                row ->
                    before.stream()
                        .filter(known -> known.row().id().equals(row.id()))
                        .findFirst()
                        .map(known -> new Held(row, known.key()))
                        .orElseGet(() -> new Held(row, open(row))))
            .toList();
  }

  private SigningKey open(Row row) {
    String json =
        wrap.unwrap(row.id(), row.wrapped())
            .orElseThrow(
                () ->
                    new ConfigError(
                        "the signing keys in the database are encrypted by another key than"
                            + " keys.encryption-key"));
    try {
      return SigningKey.parse(row.algorithm(), json);
    } catch (ParseException e) {
      throw new ConfigError("signing key " + row.id() + " in the database is broken", e);
    }
  }

  /** Appends the next key; when another node was faster, its key is the next. */
  private Row append(Instant signsFrom) {
    long generation = held.isEmpty() ? 1 : newest().row().generation() + 1;
    SigningKey key = SigningKey.fresh(algorithm);
    Row row =
        new Row(
            generation,
            key.id(),
            algorithm,
            wrap.wrap(key.id(), key.privateJson()),
            signsFrom.toEpochMilli(),
            StoredKeys.OPEN);
    if (store.append(row, longestToken.toMillis())) {
      Audit.record("key added", "kid", row.id(), "signs-from", signsFrom);
    }
    load();
    if (held.isEmpty()) {
      throw new IllegalStateException(CONTENDED);
    }
    return newest().row();
  }

  private Held newest() {
    return held.getLast();
  }

  /** The newest whose time has come. */
  private Held current() {
    long now = clock.millis();
    List<Held> keys = held;
    return keys.reversed().stream()
        .filter(key -> key.row().signsFrom() <= now)
        .findFirst()
        .orElse(keys.getFirst()); // only if this node's clock is behind
  }

  @Override
  public SignedJWT sign(JOSEObjectType type, JWTClaimsSet claims) {
    return current().key().sign(type, claims);
  }

  @Override
  public Map<String, Object> publicJwks() {
    long now = clock.millis();
    List<JWK> keys =
        held.stream()
            .filter(key -> key.row().expiresAt() > now)
            .map(key -> key.key().publicKey())
            .toList();
    return new JWKSet(keys).toJSONObject(true);
  }

  @Override
  public TokenAlgorithm algorithm() {
    return algorithm;
  }

  @Override
  public List<Entry> entries() {
    return held.stream().map(Held::row).map(StoredKeyRing::entry).toList();
  }

  private static Entry entry(Row row) {
    return new Entry(
        row.id(),
        row.algorithm(),
        Instant.ofEpochMilli(row.signsFrom()),
        row.expiresAt() == StoredKeys.OPEN
            ? Optional.empty()
            : Optional.of(Instant.ofEpochMilli(row.expiresAt())));
  }

  @Override
  public String rotate() {
    return append(clock.instant().plus(lead)).id();
  }

  @Override
  public boolean withdraw(String id) {
    load();
    if (held.stream().noneMatch(key -> key.row().id().equals(id))) {
      return false;
    }
    long now = clock.millis();
    for (int tries = 0; newest().row().id().equals(id); tries++) {
      if (tries == TRIES) {
        throw new IllegalStateException(CONTENDED);
      }
      append(clock.instant());
    }
    store.hurry(newest().row().generation(), now);
    boolean removed = store.remove(id);
    load();
    Audit.record("key withdrawn", "kid", id);
    return removed;
  }

  @Override
  public void close() {
    watch.interrupt();
  }
}
