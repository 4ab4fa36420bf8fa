// SPDX-License-Identifier: Apache-2.0
package ringway.wwsf.session;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import ringway.wwsf.oauth.SignedIn;

/** All signed-in browsers of this node. Bounded and thread-safe. */
public final class Sessions {
  private final Cache<String, Session> byId;

  /**
   * @param life how long after its sign-in a session ends, used or not
   * @param max beyond it sessions that are little used end early
   */
  public Sessions(Duration life, int max, Clock clock) {
    byId =
        Caffeine.newBuilder()
            .maximumSize(max)
            .expireAfterWrite(life)
            .ticker(() -> nanos(clock))
            .build();
  }

  /** Opens a session and names it; a name is never used again. */
  String open(SignedIn signedIn) {
    String id = Handle.fresh();
    byId.put(id, new Session(signedIn));
    return id;
  }

  public Optional<Session> find(String id) {
    return Optional.ofNullable(byId.getIfPresent(id));
  }

  public void close(String id) {
    byId.invalidate(id);
  }

  public long size() {
    return byId.estimatedSize();
  }

  static long nanos(Clock clock) {
    return Duration.between(Instant.EPOCH, clock.instant()).toNanos();
  }
}
