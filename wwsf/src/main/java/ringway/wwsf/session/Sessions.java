// SPDX-License-Identifier: Apache-2.0
package ringway.wwsf.session;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.wwsf.oauth.Identities;
import ringway.wwsf.oauth.SignedIn;
import ringway.wwsf.oauth.WafFailure;

/**
 * All sessions of all nodes. However many requests want a new token at once, the WAF is asked once:
 * rotation forgives no second refresh with the same token. Thread-safe.
 */
public final class Sessions {
  private static final Logger log = LoggerFactory.getLogger(Sessions.class);
  private static final Duration WAIT_FOR_RENEWAL = Duration.ofSeconds(5);
  private static final Duration POLL = Duration.ofMillis(50);

  /** Longer than any renewal takes; then its node is taken for dead. */
  private static final Duration CLAIM = Duration.ofSeconds(30);

  /** A token younger than this is not replaced, refused or not. */
  private static final Duration LEAST_LIFE = Duration.ofSeconds(5);

  static final Duration TRY_AGAIN = Duration.ofSeconds(30);

  private final SessionRows rows;
  private final Identities identities;
  private final int max;
  private final Clock clock;

  /** Renewals of this node under way, by session; each removes itself. */
  private final Map<String, CompletableFuture<SignedIn>> renewals = new ConcurrentHashMap<>();

  /**
   * @param max beyond it those that would end first end early
   */
  public Sessions(
      Jdbi jdbi, SessionStoreConfig store, Identities identities, int max, Clock clock) {
    this.rows = new SessionRows(jdbi, sealed(store));
    this.identities = identities;
    this.max = max;
    this.clock = clock;
  }

  static SealedJson sealed(SessionStoreConfig store) {
    return new SealedJson(store.encryptionKey().map(Seal::of).orElseGet(Seal::ofThisProcess));
  }

  SessionRows rows() {
    return rows;
  }

  /**
   * Opens a session and names it; a name is never used again.
   *
   * @param life how long after now it ends, used or not
   */
  public String open(SignedIn signedIn, Duration life) {
    Instant now = clock.instant();
    rows.endBeyond(max, now);
    String handle = Handle.fresh();
    rows.insert(Handle.hash(handle), signedIn, now.plus(life));
    return handle;
  }

  /** Whom a session is for. */
  public Optional<SignedIn> find(String handle) {
    return rows.find(Handle.hash(handle), clock.instant()).map(SessionRows.Row::signedIn);
  }

  /**
   * Identities and a token with life in it, renewed when half of the token's life is over. Empty
   * when there is no such session.
   *
   * @param refused whether the eP-CSCF took the token no more: it may have been revoked
   * @throws WafFailure.Refused when the user has to sign in again; the session has ended then
   * @throws WafFailure.Unavailable when the token has ended and the WAF gives no other now
   */
  public Optional<SignedIn> current(String handle, boolean refused)
      throws WafFailure, InterruptedException {
    String id = Handle.hash(handle);
    Optional<SessionRows.Row> row = rows.find(id, clock.instant());
    if (row.isEmpty() || !due(row.get().signedIn(), refused)) {
      return row.map(SessionRows.Row::signedIn);
    }
    CompletableFuture<SignedIn> mine = new CompletableFuture<>();
    CompletableFuture<SignedIn> running = renewals.putIfAbsent(id, mine);
    if (running != null) {
      return Optional.of(joined(running, row.get().signedIn()));
    }
    try {
      SignedIn fresh = renewed(id, refused);
      mine.complete(fresh);
      return Optional.of(fresh);
    } catch (WafFailure | RuntimeException e) {
      mine.completeExceptionally(e);
      throw e;
    } finally {
      renewals.remove(id, mine);
      mine.cancel(false); // whoever waits learns of an interruption too
    }
  }

  /** A refused token is replaced early, but no page can have the WAF asked without end. */
  private boolean due(SignedIn known, boolean refused) {
    Instant now = clock.instant();
    return known.pastHalfLife(now) || refused && !now.isBefore(known.receivedAt().plus(LEAST_LIFE));
  }

  private SignedIn joined(CompletableFuture<SignedIn> running, SignedIn old)
      throws WafFailure, InterruptedException {
    try {
      return running.get(WAIT_FOR_RENEWAL.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof WafFailure failure
          ? failure
          : new WafFailure.Unavailable("another renewal failed", e.getCause());
    } catch (TimeoutException | java.util.concurrent.CancellationException _) {
      return stillGood(old, new WafFailure.Unavailable("another renewal takes its time"));
    }
  }

  private SignedIn renewed(String id, boolean refused) throws WafFailure, InterruptedException {
    Instant patience = clock.instant().plus(WAIT_FOR_RENEWAL);
    while (true) {
      Instant now = clock.instant();
      SessionRows.Row row =
          rows.find(id, now).orElseThrow(() -> new WafFailure.Refused("the session has ended"));
      if (!due(row.signedIn(), refused)) {
        return row.signedIn();
      }
      if (rows.claim(id, row.version(), now, now.plus(CLAIM))) {
        return renewedHere(row);
      }
      if (now.isAfter(patience)) {
        return stillGood(
            row.signedIn(), new WafFailure.Unavailable("a renewal by another node takes its time"));
      }
      Thread.sleep(POLL);
    }
  }

  private SignedIn renewedHere(SessionRows.Row row) throws WafFailure {
    SignedIn fresh;
    try {
      fresh = identities.renew(row.signedIn());
    } catch (WafFailure.Refused e) {
      if (row.signedIn().lease().isEmpty()
          && row.signedIn().refreshToken().isEmpty()
          && !row.signedIn().expired(clock.instant())) {
        rows.release(row.id());
        return row.signedIn();
      }
      end(row.id());
      throw e;
    } catch (WafFailure e) {
      rows.release(row.id());
      return stillGood(row.signedIn(), e);
    }
    if (!rows.renewed(row, fresh, clock.instant())) {
      // Signed out while the WAF was asked: these tokens nobody gets to see.
      identities.giveBack(fresh);
      throw new WafFailure.Refused("the session has ended");
    }
    return fresh;
  }

  private SignedIn stillGood(SignedIn known, WafFailure otherwise) throws WafFailure {
    if (known.expired(clock.instant())) {
      throw otherwise;
    }
    return known;
  }

  /** Ends a session here and, as soon as it answers, at the WAF; whom it was for. */
  public Optional<SignedIn> close(String handle) {
    return end(Handle.hash(handle));
  }

  /**
   * Ends the session a browser had before this sign-in. Tokens of the same user stay good: another
   * tab may be in a call with them.
   */
  void replace(String handle, SignedIn by) {
    Optional<SignedIn> old = find(handle);
    boolean sameUser =
        old.filter(it -> it.subject().equals(by.subject()) && it.lease().isEmpty()).isPresent();
    if (sameUser) {
      rows.delete(Handle.hash(handle));
    } else {
      close(handle);
    }
  }

  private Optional<SignedIn> end(String id) {
    Instant now = clock.instant();
    Optional<SessionRows.Row> row = rows.find(id, now);
    if (row.isEmpty() || !rows.end(id, now, now.plus(TRY_AGAIN))) {
      return Optional.empty();
    }
    giveBack(row.get());
    return row.map(SessionRows.Row::signedIn);
  }

  /** Tells the WAF that a session is over; one it could not be told of is kept for another try. */
  void giveBack(SessionRows.Row ended) {
    try {
      identities.giveBack(ended.signedIn());
      rows.delete(ended.id());
    } catch (WafFailure.Unavailable e) {
      log.warn("the WAF does not know yet of a session that ended reason={}", e.getMessage());
    }
  }

  public long size() {
    return rows.count(clock.instant());
  }
}
