// SPDX-License-Identifier: Apache-2.0
package ringway.waf.login;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import ringway.waf.identity.PasswordHash;
import ringway.waf.identity.User;
import ringway.waf.identity.Users;

/** Checks name and password; a wrong name costs and says the same as a wrong password. */
final class Credentials {
  private static final Duration WAIT_FOR_TURN = Duration.ofSeconds(2);
  private static final int MAX_PASSWORD = 256;

  /** What came of a try to sign in. */
  sealed interface Outcome {
    record SignedIn(User user) implements Outcome {}

    record Refused() implements Outcome {}

    record TooManyTries(Duration retryAfter) implements Outcome {}

    /** Too many others are signing in at this moment. */
    record Busy() implements Outcome {}
  }

  private final Users users;
  private final LoginLimit limit;

  /** Every check takes a processor and 19 MiB for a while. */
  private final Semaphore turns = new Semaphore(Runtime.getRuntime().availableProcessors());

  private final PasswordHash nobody = PasswordHash.of("nobody has this password");

  Credentials(Users users, LoginLimit limit) {
    this.users = users;
    this.limit = limit;
  }

  Outcome check(LoginLimit.Try attempt, String password) throws InterruptedException {
    if (!User.isName(attempt.name()) || password.length() > MAX_PASSWORD) {
      return new Outcome.Refused();
    }
    Optional<Duration> wait = limit.wait(attempt);
    if (wait.isPresent()) {
      return new Outcome.TooManyTries(wait.get());
    }
    if (!turns.tryAcquire(WAIT_FOR_TURN.toMillis(), TimeUnit.MILLISECONDS)) {
      return new Outcome.Busy();
    }
    boolean matches;
    Optional<User> user = users.named(attempt.name());
    try {
      // Counted only with a turn in hand: so hashing bounds how fast the counters grow in number.
      Optional<Duration> tooMany = limit.count(attempt);
      if (tooMany.isPresent()) {
        return new Outcome.TooManyTries(tooMany.get());
      }
      matches = user.map(User::passwordHash).orElse(nobody).matches(password);
    } finally {
      turns.release();
    }
    if (user.isEmpty() || !matches) {
      return new Outcome.Refused();
    }
    limit.forget(attempt);
    return new Outcome.SignedIn(user.get());
  }
}
