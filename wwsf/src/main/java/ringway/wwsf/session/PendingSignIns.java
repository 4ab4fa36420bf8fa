// SPDX-License-Identifier: Apache-2.0
package ringway.wwsf.session;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import ringway.wwsf.oauth.SignInRequest;

/**
 * Browsers that are at the WAF and are awaited back. What is known of them is in their own cookie,
 * encrypted: no stranger can fill a table, and any node can take them back. Stateless.
 */
final class PendingSignIns {
  static final Duration LIFE = Duration.ofMinutes(10);
  private static final String PLACE = "sign-in";

  /** Tabs of one browser that sign in side by side; a cookie has little room. */
  private static final int MAX = 4;

  /**
   * One sign-in under way.
   *
   * @param returnTo page of a front that asked for it
   * @param silent whether the browser was sent without the user's doing
   */
  record Pending(
      String state,
      String nonce,
      String verifier,
      Optional<String> returnTo,
      boolean silent,
      Instant since) {

    /** What is needed to take the browser back. */
    SignInRequest request() {
      return new SignInRequest(java.net.URI.create(""), state, nonce, verifier);
    }

    @Override
    public String toString() {
      return "Pending[***]";
    }
  }

  private record Cookie(List<Pending> pending) {}

  /** A sign-in that came back, and what the cookie holds from now on. */
  record Taken(Pending pending, Optional<String> cookie) {}

  private final SealedJson json;
  private final Clock clock;

  PendingSignIns(SealedJson json, Clock clock) {
    this.json = json;
    this.clock = clock;
  }

  /** The cookie with one more sign-in. */
  String with(
      Optional<String> cookie, SignInRequest request, Optional<String> returnTo, boolean silent) {
    List<Pending> all = new ArrayList<>();
    all.add(
        new Pending(
            request.state(),
            request.nonce(),
            request.verifier(),
            returnTo,
            silent,
            clock.instant()));
    cookie.ifPresent(text -> all.addAll(live(text)));
    return json.write(PLACE, new Cookie(all.subList(0, Math.min(MAX, all.size()))));
  }

  /** The sign-in this state belongs to, when it was begun in this browser; good once. */
  Optional<Taken> take(String cookie, String state) {
    List<Pending> all = live(cookie);
    return all.stream()
        .filter(pending -> pending.state().equals(state))
        .findFirst()
        .map(
            pending -> {
              List<Pending> others = all.stream().filter(it -> it != pending).toList();
              return new Taken(
                  pending,
                  others.isEmpty()
                      ? Optional.empty()
                      : Optional.of(json.write(PLACE, new Cookie(others))));
            });
  }

  private List<Pending> live(String cookie) {
    Instant oldest = clock.instant().minus(LIFE);
    return json.read(PLACE, cookie, Cookie.class).map(Cookie::pending).orElse(List.of()).stream()
        .filter(pending -> pending.since().isAfter(oldest))
        .toList();
  }
}
