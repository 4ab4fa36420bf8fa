// SPDX-License-Identifier: Apache-2.0
package ringway.waf.keys;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The keys of this WAF: one signs, all whose tokens may still be in use are published. */
public interface KeyRing extends TokenSigner, AutoCloseable {

  /**
   * A key as an administrator sees it.
   *
   * @param signsFrom when it takes over
   * @param expiresAt when its last token has ended, known once it has a successor
   */
  record Entry(
      String id, TokenAlgorithm algorithm, Instant signsFrom, Optional<Instant> expiresAt) {}

  /** How tokens are signed now. */
  TokenAlgorithm algorithm();

  /** The published keys, oldest first. */
  List<Entry> entries();

  /**
   * Brings in a new key, which is published first and signs once everybody has had time to fetch
   * it; answers its id.
   *
   * @throws IllegalStateException when the key is a file's, which its owner has to exchange
   */
  String rotate();

  /**
   * Takes a key that has become known to others out of use: its successor signs at once, and every
   * token it has signed is refused from the next fetch of the keys on. False when there is none.
   *
   * @throws IllegalStateException when the key is a file's
   */
  boolean withdraw(String id);

  @Override
  void close();
}
