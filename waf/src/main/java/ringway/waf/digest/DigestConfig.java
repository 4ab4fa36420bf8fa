// SPDX-License-Identifier: Apache-2.0
package ringway.waf.digest;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import ringway.runtime.config.Secret;

/**
 * Who may have passwords checked by Digest, and whose.
 *
 * @param realm the one the hashes were made with
 * @param clients ids of the clients that may ask; none switches the whole off
 */
public record DigestConfig(String realm, List<String> clients, List<Entry> users) {

  /**
   * What one user can be checked by. It is as good as the password in this realm, and quickly
   * guessed from: hence off unless given, one by one.
   *
   * @param ha1 hash of {@code name:realm:password} in lower case hexadecimal digits
   */
  public record Entry(String name, DigestAlgorithm algorithm, Secret ha1) {
    public Entry {
      if (!algorithm.isHash(ha1.reveal())) {
        throw new IllegalArgumentException(
            "digest: the ha1 of `" + name + "` is no " + algorithm + " hash in lower case hex");
      }
    }
  }

  public DigestConfig {
    clients = List.copyOf(clients);
    users = List.copyOf(users);
    Set<String> seen = new HashSet<>();
    for (Entry entry : users) {
      if (!seen.add(entry.name() + " " + entry.algorithm())) {
        throw new IllegalArgumentException(
            "digest: `" + entry.name() + "` has " + entry.algorithm() + " twice");
      }
    }
  }
}
