// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.session;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import ringway.epcscf.transaction.ServerTransaction;

/** INVITEs without a final answer: what a CANCEL or a lost flow has to reach. Thread-safe. */
final class Invitations {
  private final Map<ServerTransaction, Runnable> pending = new ConcurrentHashMap<>();

  private final Set<ServerTransaction> givenUp = ConcurrentHashMap.newKeySet();

  /**
   * @param cancel gives it up where it went
   */
  void add(ServerTransaction received, Runnable cancel) {
    pending.put(received, cancel);
  }

  /**
   * @return whether the caller had given up
   */
  boolean answered(ServerTransaction received) {
    pending.remove(received);
    return givenUp.remove(received);
  }

  /** The caller gave up: the CANCEL goes on to where its INVITE went. */
  void cancel(ServerTransaction received) {
    Optional.ofNullable(pending.get(received))
        .ifPresent(
            cancel -> {
              givenUp.add(received);
              cancel.run();
            });
  }

  /** The one that began the session, while it is unanswered. */
  Optional<ServerTransaction> of(CallSession session) {
    return pending.keySet().stream()
        .filter(received -> received.request() == session.invite)
        .findFirst();
  }
}
