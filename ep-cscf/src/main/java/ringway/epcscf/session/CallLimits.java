// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.session;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import ringway.epcscf.registration.Impi;
import ringway.epcscf.sip.SipReject;
import ringway.epcscf.w2.RateLimit;

/** What one user may take of what is there for all. Thread-safe. */
final class CallLimits {
  private static final int MAX_USERS = 100_000;
  private static final double MINUTE_SECONDS = 60;
  private static final Duration LATER = Duration.ofSeconds(10);

  private final CallLimitsConfig config;
  private final MeterRegistry metrics;
  private final Map<Impi, Integer> underWay = new ConcurrentHashMap<>();

  /** Who is forgotten has not called for a while, and begins anew. */
  private final Cache<Impi, RateLimit> rates =
      Caffeine.newBuilder().maximumSize(MAX_USERS).expireAfterAccess(Duration.ofMinutes(2)).build();

  CallLimits(CallLimitsConfig config, MeterRegistry metrics) {
    this.config = config;
    this.metrics = metrics;
  }

  /**
   * @throws SipReject when the user has, or has had, enough calls
   */
  void require(Side caller, Impi impi, long now) {
    if (underWay.getOrDefault(impi, 0) >= config.maxPerUser()) {
      throw refusal(caller, "per-user", "as many calls as one user may have");
    }
    RateLimit rate =
        rates.get(
            impi,
            _ -> new RateLimit(config.maxPerMinute() / MINUTE_SECONDS, config.maxPerMinute()));
    boolean allowed;
    synchronized (rate) {
      allowed = rate.allows(now);
    }
    if (!allowed) {
      throw refusal(caller, "per-minute", "too many calls in a short time").withRetryAfter(LATER);
    }
  }

  /** The core hears that the user is busy; the user, that this is a rule. */
  private SipReject refusal(Side caller, String limit, String cause) {
    metrics.counter("ringway.calls.limited", "limit", limit).increment();
    SipReject reject =
        caller == Side.CORE ? SipReject.of(486, "Busy Here") : SipReject.of(403, "Forbidden");
    return reject.withWarning(cause);
  }

  void began(Impi impi) {
    underWay.merge(impi, 1, Integer::sum);
  }

  void ended(Impi impi) {
    underWay.computeIfPresent(impi, (_, calls) -> calls > 1 ? calls - 1 : null);
  }
}
