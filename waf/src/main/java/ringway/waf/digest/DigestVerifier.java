// SPDX-License-Identifier: Apache-2.0
package ringway.waf.digest;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import ringway.runtime.config.Secret;
import ringway.waf.identity.User;
import ringway.waf.identity.Users;

/** Says whether an answer to a Digest challenge proves a user. Thread-safe. */
public final class DigestVerifier {
  /** What came of an answer. */
  public sealed interface Outcome {
    /**
     * @param rspauth proves to the user that the password is known here
     */
    record Verified(User user, String rspauth) implements Outcome {}

    record Refused() implements Outcome {}

    record TooManyTries(Duration retryAfter) implements Outcome {}
  }

  private final String realm;
  private final Set<String> clients;
  private final Map<String, Map<DigestAlgorithm, Secret>> hashes = new HashMap<>();
  private final Users users;
  private final Guard guard;

  public DigestVerifier(DigestConfig config, Users users, Guard guard) {
    this.realm = config.realm();
    this.clients = Set.copyOf(config.clients());
    this.users = users;
    this.guard = guard;
    for (DigestConfig.Entry entry : config.users()) {
      hashes
          .computeIfAbsent(entry.name(), _ -> new HashMap<>())
          .put(entry.algorithm(), entry.ha1());
    }
  }

  public boolean mayAsk(String client) {
    return clients.contains(client);
  }

  public Outcome check(DigestAnswer answer) {
    Optional<DigestAlgorithm> algorithm = DigestAlgorithm.of(answer.algorithm());
    if (!User.isName(answer.username()) || !answer.realm().equals(realm) || algorithm.isEmpty()) {
      return new Outcome.Refused();
    }
    Optional<Duration> tooMany = guard.count(answer.username(), answer.source());
    if (tooMany.isPresent()) {
      return new Outcome.TooManyTries(tooMany.get());
    }
    // A name unknown here costs and says the same as a wrong password.
    Optional<String> known =
        Optional.ofNullable(hashes.getOrDefault(answer.username(), Map.of()).get(algorithm.get()))
            .map(Secret::reveal);
    String ha1 = known.orElse("");
    boolean right =
        MessageDigest.isEqual(
            bytes(answer.expected(algorithm.get(), ha1)), bytes(answer.response()));
    Optional<User> user = users.named(answer.username());
    if (known.isEmpty() || !right || user.isEmpty()) {
      return new Outcome.Refused();
    }
    guard.forget(answer.username(), answer.source());
    return new Outcome.Verified(user.get(), answer.rspauth(algorithm.get(), ha1));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
