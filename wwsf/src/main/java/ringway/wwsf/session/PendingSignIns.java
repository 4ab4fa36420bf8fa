// SPDX-License-Identifier: Apache-2.0
package ringway.wwsf.session;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import ringway.wwsf.oauth.SignInRequest;

/** Browsers that are at the WAF and are awaited back. Bounded and thread-safe. */
final class PendingSignIns {
  static final Duration LIFE = Duration.ofMinutes(10);
  private static final int MAX = 20_000;

  private record Pending(String browser, SignInRequest request) {}

  private final Cache<String, Pending> byState;

  PendingSignIns(Clock clock) {
    byState =
        Caffeine.newBuilder()
            .maximumSize(MAX)
            .expireAfterWrite(LIFE)
            .ticker(() -> Sessions.nanos(clock))
            .build();
  }

  void keep(String browser, SignInRequest request) {
    byState.put(request.state(), new Pending(browser, request));
  }

  /**
   * The sign-in this state belongs to, when the browser that comes back is the one that left. Each
   * state is good once, also when the browser is the wrong one.
   */
  Optional<SignInRequest> take(String state, String browser) {
    return Optional.ofNullable(byState.asMap().remove(state))
        .filter(pending -> same(pending.browser(), browser))
        .map(Pending::request);
  }

  private static boolean same(String a, String b) {
    return MessageDigest.isEqual(
        a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
  }
}
