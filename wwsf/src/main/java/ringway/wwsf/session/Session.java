// SPDX-License-Identifier: Apache-2.0
package ringway.wwsf.session;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import ringway.wwsf.oauth.SignedIn;
import ringway.wwsf.oauth.WafClient;
import ringway.wwsf.oauth.WafFailure;

/** One signed-in browser. */
public final class Session {
  private static final Duration WAIT_FOR_REFRESH = Duration.ofSeconds(5);

  /**
   * Held while the WAF is asked: rotation forgives no second refresh with the same token. Only
   * requests of this one session wait for it, and not longer than {@link #WAIT_FOR_REFRESH}.
   */
  private final ReentrantLock refreshing = new ReentrantLock();

  private volatile SignedIn signedIn; // written under refreshing

  Session(SignedIn signedIn) {
    this.signedIn = signedIn;
  }

  /**
   * Identities and a token with life in it, refreshed when half of the token's life is over.
   *
   * @throws WafFailure.Refused when the user has to sign in again
   * @throws WafFailure.Unavailable when the token has ended and the WAF gives no other now
   */
  public SignedIn current(WafClient waf, Clock clock) throws WafFailure, InterruptedException {
    if (!signedIn.pastHalfLife(clock.instant())) {
      return signedIn;
    }
    if (!refreshing.tryLock(WAIT_FOR_REFRESH.toMillis(), TimeUnit.MILLISECONDS)) {
      return stillGood(clock, new WafFailure.Unavailable("another refresh takes its time"));
    }
    try {
      if (signedIn.pastHalfLife(clock.instant())) {
        return refreshed(waf, clock);
      }
      return signedIn;
    } finally {
      refreshing.unlock();
    }
  }

  private SignedIn refreshed(WafClient waf, Clock clock) throws WafFailure {
    SignedIn old = signedIn;
    if (old.refreshToken().isEmpty()) {
      return stillGood(clock, new WafFailure.Refused("the WAF gave no refresh token"));
    }
    try {
      signedIn = waf.refresh(old, old.refreshToken().get());
      return signedIn;
    } catch (WafFailure.Unavailable e) {
      return stillGood(clock, e);
    }
  }

  private SignedIn stillGood(Clock clock, WafFailure otherwise) throws WafFailure {
    SignedIn known = signedIn;
    if (known.expired(clock.instant())) {
      throw otherwise;
    }
    return known;
  }
}
