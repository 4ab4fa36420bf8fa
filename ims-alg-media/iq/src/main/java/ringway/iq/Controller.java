// SPDX-License-Identifier: Apache-2.0
package ringway.iq;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One eP-CSCF as the server knows it: over several connections if need be, it keeps its contexts
 * until it has been away too long. Thread-safe.
 */
final class Controller {
  private static final int MAX_UNSENT = 1024;

  final String id;
  private final Set<String> contexts = new HashSet<>(); // guarded by this
  private final Deque<IqEvent> unsent = new ArrayDeque<>(); // guarded by this
  private Optional<IqSocket> link = Optional.empty(); // guarded by this
  private long goneSince = System.nanoTime(); // guarded by this; counts without a link only

  Controller(String id) {
    this.id = id;
  }

  /** The new connection serves from now on and gets what happened meanwhile; returns the old. */
  synchronized Optional<IqSocket> attach(IqSocket socket) {
    Optional<IqSocket> old = link;
    link = Optional.of(socket);
    while (!unsent.isEmpty()) {
      socket.send(new IqFrame.Event(unsent.poll()));
    }
    return old;
  }

  synchronized void detach(IqSocket socket, long now) {
    if (link.filter(socket::equals).isPresent()) {
      link = Optional.empty();
      goneSince = now;
    }
  }

  /** Events for a controller that is away wait, the oldest giving way to the newest. */
  synchronized void tell(IqEvent event) {
    if (link.filter(socket -> socket.send(new IqFrame.Event(event))).isPresent()) {
      return;
    }
    if (unsent.size() == MAX_UNSENT) {
      unsent.poll();
    }
    unsent.add(event);
  }

  synchronized boolean goneFor(long nanos, long now) {
    return link.isEmpty() && now - goneSince >= nanos;
  }

  synchronized void add(String context) {
    contexts.add(context);
  }

  synchronized void remove(String context) {
    contexts.remove(context);
  }

  synchronized List<String> contexts() {
    return List.copyOf(contexts);
  }
}
