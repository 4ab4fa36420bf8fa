// SPDX-License-Identifier: Apache-2.0
package ringway.waf.login;

import java.util.stream.Stream;
import ringway.waf.identity.Impu;
import ringway.waf.identity.User;

/** Whom a {@code login_hint} means: a user by name, by IMPI, by IMPU or by telephone number. */
final class ClaimedUser {
  private ClaimedUser() {}

  static boolean is(String hint, User user) {
    String text = hint.strip();
    return Stream.concat(
            Stream.of(user.name(), user.impi().value()), user.impus().stream().map(Impu::value))
        .anyMatch(name -> name.equalsIgnoreCase(text) || name.equalsIgnoreCase("tel:" + text));
  }
}
