// SPDX-License-Identifier: Apache-2.0
package ringway.waf.login;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import ringway.waf.digest.Guard;

/** The limits of the login page, for passwords that are proved elsewhere. */
public final class PasswordGuard implements Guard {
  private final LoginLimit limit;

  public PasswordGuard(Jdbi jdbi, Clock clock, LoginLimits limits) {
    this.limit = new LoginLimit(new Counters(jdbi, clock), limits);
  }

  @Override
  public Optional<Duration> count(String name, String source) {
    LoginLimit.Try attempt = attempt(name, source);
    return limit.wait(attempt).or(() -> limit.count(attempt));
  }

  @Override
  public void forget(String name, String source) {
    limit.forget(attempt(name, source));
  }

  private static LoginLimit.Try attempt(String name, String source) {
    return new LoginLimit.Try(name, source, Optional.empty());
  }
}
