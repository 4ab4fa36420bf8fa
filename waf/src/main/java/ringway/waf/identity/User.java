// SPDX-License-Identifier: Apache-2.0
package ringway.waf.identity;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Someone who can sign in, with the one IMS subscription that belongs to them.
 *
 * @param impus the public identities of that subscription, the default one first
 */
public record User(String name, PasswordHash passwordHash, Impi impi, List<Impu> impus) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._@+-]{1,64}");

  public User {
    if (!isName(name)) {
      throw new IllegalArgumentException(
          "a user name has 1 to 64 letters, digits or . _ @ + -, found `" + name + "`");
    }
    if (impus.isEmpty()) {
      throw new IllegalArgumentException("user `" + name + "` needs at least one IMPU");
    }
    impus = List.copyOf(impus);
  }

  /** A user made in code, with a password in clear. */
  public static User withPassword(String name, String password, String impi, String... impus) {
    return new User(
        name, PasswordHash.of(password), new Impi(impi), Stream.of(impus).map(Impu::new).toList());
  }

  /** Whether this could be a user's name; only such text may reach a log line. */
  public static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }
}
