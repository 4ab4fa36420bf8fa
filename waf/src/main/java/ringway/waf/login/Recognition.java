// SPDX-License-Identifier: Apache-2.0
package ringway.waf.login;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import ringway.runtime.http.HttpRequest;
import ringway.waf.identity.User;
import ringway.waf.identity.Users;
import ringway.waf.oauth.AuthorizeOutcome.Accepted;

/** Who a browser's user is without being asked: by session or by the network. */
final class Recognition {

  /** What is known. */
  sealed interface Who {
    /** Signed in before in this browser. */
    record InSession(User user, Instant signedInAt) implements Who {}

    /** The network vouches for the user. */
    record Vouched(User user) implements Who {}

    /** The network vouches for somebody, but the client names another. */
    record Contradicted(User vouched) implements Who {}

    record Nobody() implements Who {}
  }

  private final Users users;
  private final Sessions sessions;
  private final NetworkLogin network;
  private final Cookies cookies;
  private final Clock clock;

  Recognition(Users users, Sessions sessions, NetworkLogin network, Cookies cookies, Clock clock) {
    this.users = users;
    this.sessions = sessions;
    this.network = network;
    this.cookies = cookies;
    this.clock = clock;
  }

  /** OpenID Connect Core §3.1.2.1: what prompt, max_age and login_hint leave of it. */
  Who of(HttpRequest request, Accepted asked) {
    if (asked.prompts().contains("login")
        || asked.prompts().contains("select_account")
        || asked.maxAge().filter(Duration::isZero).isPresent()) {
      return new Who.Nobody(); // the user has to act, which no session and no network does
    }
    NetworkLogin.Vouch vouch = network.vouch(request);
    Optional<Session> session = session(request);
    if (session.isPresent()) {
      Optional<User> user = users.named(session.get().user());
      if (user.isPresent() && holds(session.get(), user.get(), asked, vouch)) {
        return tooOld(session.get(), asked)
            ? new Who.Nobody()
            : new Who.InSession(user.get(), session.get().signedInAt());
      }
    }
    return vouch.user().<Who>map(user -> byNetwork(user, asked)).orElseGet(Who.Nobody::new);
  }

  /** Whom this browser may change the settings of. */
  Optional<User> owner(HttpRequest request) {
    return session(request)
        .flatMap(session -> users.named(session.user()))
        .or(() -> network.vouch(request).user());
  }

  Optional<Session> session(HttpRequest request) {
    return cookies.read(request, Cookies.Kind.SESSION).flatMap(sessions::find);
  }

  private Who byNetwork(User user, Accepted asked) {
    if (asked.loginHint().filter(hint -> !ClaimedUser.is(hint, user)).isPresent()) {
      return new Who.Contradicted(user);
    }
    return network.wantedBy(user) ? new Who.Vouched(user) : new Who.Nobody();
  }

  /**
   * A session the network opened ends where it vouches for another number, as with another card in
   * the telephone, and when its user does not want to be signed in so any more.
   */
  private boolean holds(Session session, User user, Accepted asked, NetworkLogin.Vouch vouch) {
    if (session.method() == SignInMethod.NETWORK) {
      boolean otherNumber =
          vouch.given() && vouch.user().filter(it -> it.name().equals(user.name())).isEmpty();
      if (otherNumber || !network.wantedBy(user)) {
        return false;
      }
    }
    return asked.loginHint().filter(hint -> !ClaimedUser.is(hint, user)).isEmpty();
  }

  private boolean tooOld(Session session, Accepted asked) {
    return asked
        .maxAge()
        .filter(age -> session.signedInAt().plus(age).isBefore(clock.instant()))
        .isPresent();
  }
}
