// SPDX-License-Identifier: Apache-2.0
package ringway.waf.login;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import ringway.waf.identity.PasswordHash;
import ringway.waf.identity.User;
import ringway.waf.identity.Users;

/** Checks name and password; a wrong name costs and says the same as a wrong password. */
public final class Credentials {
  private static final Duration WAIT_FOR_TURN = Duration.ofSeconds(2);
  private static final int MAX_PASSWORD = 256;

  /** What came of a try to sign in. */
  public sealed interface Outcome {
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

  public Credentials(Users users, Clock clock) {
    this.users = users;
    this.limit = new LoginLimit(clock);
  }

  /**
   * @param source the address the try comes from
   */
  public Outcome check(String name, String password, String source) throws InterruptedException {
    if (!User.isName(name) || password.length() > MAX_PASSWORD) {
      return new Outcome.Refused();
    }
    if (!limit.allows(name, source)) {
      return new Outcome.TooManyTries(LoginLimit.WINDOW);
    }
    if (!turns.tryAcquire(WAIT_FOR_TURN.toMillis(), TimeUnit.MILLISECONDS)) {
      return new Outcome.Busy();
    }
    boolean matches;
    Optional<User> user = users.named(name);
    try {
      matches = user.map(User::passwordHash).orElse(nobody).matches(password);
    } finally {
      turns.release();
    }
    if (user.isEmpty() || !matches) {
      return new Outcome.Refused();
    }
    limit.forget(name, source);
    return new Outcome.SignedIn(user.get());
  }
}
