// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.token;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The signing keys of one WAF (RFC 7517). Fetched when first needed, renewed in the background once
 * they are old, fetched again for a key id never seen; but no two fetches at a time and none right
 * after another, so that made-up key ids cannot turn us against the WAF. While the WAF is away the
 * keys held go on for a day.
 */
final class IssuerKeys {
  static final Duration BETWEEN_FETCHES = Duration.ofSeconds(5);
  static final Duration FRESH = Duration.ofMinutes(10);
  static final Duration OUTAGE = Duration.ofHours(24);

  private static final Logger log = LoggerFactory.getLogger(IssuerKeys.class);

  /** Without a key id every key may be the one; more than this are not tried. */
  private static final int MAX_CANDIDATES = 8;

  /**
   * @param keys empty before the first fetch that succeeded, and once they are too old
   */
  private record Held(
      Optional<List<WafKey>> keys, Instant fetchedAt, Instant triedAt, boolean failing) {
    List<WafKey> fitting(JWSHeader header) {
      List<WafKey> found = new ArrayList<>(1);
      for (WafKey key : keys.orElse(List.of())) {
        if (found.size() < MAX_CANDIDATES && fits(key.jwk(), header)) {
          found.add(key);
        }
      }
      return found;
    }
  }

  private final TokenConfig.Issuer issuer;
  private final WafDocuments documents;
  private final EcdsaLibrary library;
  private final Clock clock;
  private final AtomicReference<@Nullable CompletableFuture<Held>> renewal =
      new AtomicReference<>();
  private volatile Instant lookedAgainAt = Instant.MIN;
  private volatile Held held = new Held(Optional.empty(), Instant.MIN, Instant.MIN, false);

  IssuerKeys(TokenConfig.Issuer issuer, WafDocuments documents, EcdsaLibrary library, Clock clock) {
    this.issuer = issuer;
    this.documents = documents;
    this.library = library;
    this.clock = clock;
  }

  /** The keys that may have signed; none when the WAF has no such key. */
  List<WafKey> fitting(JWSHeader header) throws WafUnreachable {
    Held before = held;
    List<WafKey> known = before.fitting(header);
    if (!known.isEmpty() && isWithin(before.fetchedAt(), OUTAGE)) {
      if (!isWithin(before.fetchedAt(), FRESH) && isDue(before)) {
        var _ = renewed(before);
      }
      return known;
    }
    Held after = mayLookAgain(before) ? renewed(before).join() : before;
    boolean usable = after.keys().isPresent() && isWithin(after.fetchedAt(), OUTAGE);
    List<WafKey> found = usable ? after.fitting(header) : List.of();
    if (found.isEmpty() && (after.failing() || !usable)) {
      throw unreachable();
    }
    return found;
  }

  /**
   * The keys once more, fetched if that may be done again: for a token without key id that none of
   * those known has signed.
   */
  List<WafKey> newest(JWSHeader header) throws WafUnreachable {
    Held before = held;
    if (!mayLookAgain(before)) {
      return List.of();
    }
    Held after = renewed(before).join();
    if (after.failing()) {
      throw unreachable();
    }
    return after.fitting(header);
  }

  private WafUnreachable unreachable() {
    return new WafUnreachable("the keys of " + issuer.issuer() + " cannot be fetched");
  }

  /**
   * Whether an unknown key is worth a fetch: it is once, however lately the keys have come, and
   * then not before its time, for anybody can name keys that are not.
   */
  private boolean mayLookAgain(Held state) {
    if (state.keys().isEmpty() || state.failing()) {
      return isDue(state);
    }
    if (isWithin(lookedAgainAt, BETWEEN_FETCHES)) {
      return renewal.get() != null;
    }
    lookedAgainAt = clock.instant();
    return true;
  }

  private boolean isDue(Held state) {
    return !isWithin(state.triedAt(), BETWEEN_FETCHES) || renewal.get() != null;
  }

  private boolean isWithin(Instant since, Duration limit) {
    return since.isAfter(clock.instant().minus(limit));
  }

  /** The fetch under way, or a new one. */
  private CompletableFuture<Held> renewed(Held before) {
    CompletableFuture<Held> own = new CompletableFuture<>();
    CompletableFuture<Held> running = renewal.compareAndExchange(null, own);
    if (running != null) {
      return running;
    }
    Thread.ofVirtual()
        .name("waf-keys")
        .start(
            () -> {
              try {
                // Whoever asked may have looked before the fetch that ended just now.
                if (held == before) {
                  held = fetch(held);
                }
              } finally {
                renewal.set(null);
                own.complete(held);
              }
            });
    return own;
  }

  private Held fetch(Held before) {
    Instant now = clock.instant();
    try {
      List<WafKey> keys =
          documents.keys(issuer).getKeys().stream()
              .flatMap(key -> WafKey.of(key, library).stream())
              .toList();
      log.info("keys fetched issuer={} keys={}", issuer.issuer(), keys.size());
      return new Held(Optional.of(keys), now, now, false);
    } catch (IOException e) {
      log.warn("keys not fetched issuer={} cause={}", issuer.issuer(), e.getMessage());
    } catch (RuntimeException e) {
      log.warn("keys not fetched issuer={}", issuer.issuer(), e);
    }
    return new Held(before.keys(), before.fetchedAt(), now, true);
  }

  private static boolean fits(JWK key, JWSHeader header) {
    boolean named = header.getKeyID() == null || header.getKeyID().equals(key.getKeyID());
    boolean signs = key.getKeyUse() == null || key.getKeyUse().equals(KeyUse.SIGNATURE);
    boolean algorithm =
        key.getAlgorithm() == null || key.getAlgorithm().equals(header.getAlgorithm());
    return named && signs && algorithm && isOfKind(key, header.getAlgorithm());
  }

  private static boolean isOfKind(JWK key, JWSAlgorithm algorithm) {
    return algorithm.equals(
        switch (key) {
          case ECKey _ -> JWSAlgorithm.ES256;
          case OctetKeyPair _ -> JWSAlgorithm.EdDSA;
          default -> JWSAlgorithm.RS256;
        });
  }
}
