// SPDX-License-Identifier: Apache-2.0
package ringway.waf.identity;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Someone who can sign in, with the IMS subscriptions that belong to them.
 *
 * @param autoLogin whether the number the access network vouches for may sign this user in
 * @param subscriptions the one tokens name first
 */
public record User(
    String name, PasswordHash passwordHash, boolean autoLogin, List<Subscription> subscriptions) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._@+-]{1,64}");

  public User {
    if (!isName(name)) {
      throw new IllegalArgumentException(
          "a user name has 1 to 64 letters, digits or . _ @ + -, found `" + name + "`");
    }
    if (subscriptions.isEmpty()) {
      throw new IllegalArgumentException("user `" + name + "` needs at least one subscription");
    }
    if (subscriptions.stream().map(Subscription::impi).distinct().count() != subscriptions.size()) {
      throw new IllegalArgumentException("user `" + name + "` has an IMPI twice");
    }
    subscriptions = List.copyOf(subscriptions);
  }

  /** A user with one subscription. */
  public User(String name, PasswordHash passwordHash, Impi impi, List<Impu> impus) {
    this(name, passwordHash, true, List.of(subscription(name, impi, impus)));
  }

  /** A user made in code, with a password in clear. */
  public static User withPassword(String name, String password, String impi, String... impus) {
    return new User(
        name, PasswordHash.of(password), new Impi(impi), Stream.of(impus).map(Impu::new).toList());
  }

  /** A user as it is written in the config file: one subscription directly, or a list of them. */
  @JsonCreator
  public static User written(
      @JsonProperty(value = "name", required = true) String name,
      @JsonProperty(value = "password-hash", required = true) PasswordHash passwordHash,
      @JsonProperty("auto-login") Optional<Boolean> autoLogin,
      @JsonProperty("impi") Optional<Impi> impi,
      @JsonProperty("impus") Optional<List<Impu>> impus,
      @JsonProperty("subscriptions") Optional<List<Subscription>> subscriptions) {
    if (subscriptions.isPresent() == impi.isPresent() || impus.isPresent() != impi.isPresent()) {
      throw new IllegalArgumentException(
          "user `" + name + "` needs either impi and impus, or subscriptions");
    }
    List<Subscription> all =
        subscriptions.orElseGet(
            () -> List.of(subscription(name, impi.orElseThrow(), impus.orElseThrow())));
    return new User(name, passwordHash, autoLogin.orElse(true), all);
  }

  private static Subscription subscription(String name, Impi impi, List<Impu> impus) {
    if (impus.isEmpty()) {
      throw new IllegalArgumentException("user `" + name + "` needs at least one IMPU");
    }
    return new Subscription(impi, impus);
  }

  /** The private identity tokens name. */
  public Impi impi() {
    return subscriptions.getFirst().impi();
  }

  /** The public identities tokens name, the default one first. */
  public List<Impu> impus() {
    return subscriptions.getFirst().impus();
  }

  /** The same user with this subscription as the one tokens name, if it is theirs. */
  public Optional<User> choosing(Impi impi) {
    return subscriptions.stream()
        .filter(one -> one.impi().equals(impi))
        .findFirst()
        .map(
            chosen ->
                new User(
                    name,
                    passwordHash,
                    autoLogin,
                    Stream.concat(Stream.of(chosen), subscriptions.stream()).distinct().toList()));
  }

  /** Whether this could be a user's name; only such text may reach a log line. */
  public static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }
}
