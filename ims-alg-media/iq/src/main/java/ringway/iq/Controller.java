// SPDX-License-Identifier: Apache-2.0
package ringway.iq;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * One eP-CSCF as the server knows it: over several connections if need be, it keeps its contexts
 * until it has been away too long. Thread-safe.
 */
final class Controller {
  static final int MAX_KEPT = 1024;
  private static final int MAX_ANSWERS = 512;

  final String id;
  private final Set<String> contexts = new HashSet<>(); // guarded by this
  private final Deque<IqFrame.Event> unseen = new ArrayDeque<>(); // guarded by this
  private final LinkedHashMap<Long, CompletableFuture<IqFrame>> answers =
      new LinkedHashMap<>(); // guarded by this; by request id, the oldest first
  private long lastSeq; // guarded by this
  private long dropped; // guarded by this; number of the last event that gave way unseen
  private Optional<IqSocket> link = Optional.empty(); // guarded by this
  private long goneSince = System.nanoTime(); // guarded by this; counts without a link only

  Controller(String id) {
    this.id = id;
  }

  /**
   * The new connection serves from now on and gets what the controller has not seen; returns the
   * old.
   */
  synchronized Optional<IqSocket> attach(IqSocket socket, Seen seen, String instance) {
    Optional<IqSocket> old = link;
    link = Optional.of(socket);
    boolean sameLife = seen.instance().equals(instance) && seen.seq() <= lastSeq;
    if (sameLife) {
      acknowledge(seen.seq());
    }
    boolean resumed = sameLife && seen.seq() >= dropped && !isNew();
    long before = unseen.isEmpty() ? lastSeq : unseen.peek().seq() - 1;
    socket.send(new IqFrame.Hello(instance, resumed, before));
    unseen.forEach(socket::send);
    return old;
  }

  private boolean isNew() {
    return lastSeq == 0 && contexts.isEmpty() && answers.isEmpty();
  }

  synchronized void detach(IqSocket socket, long now) {
    if (link.filter(socket::equals).isPresent()) {
      link = Optional.empty();
      goneSince = now;
    }
  }

  /** An event is kept until it is acknowledged, the oldest giving way to the newest. */
  synchronized void tell(IqEvent event) {
    IqFrame.Event frame = new IqFrame.Event(++lastSeq, event);
    if (unseen.size() == MAX_KEPT) {
      dropped = unseen.remove().seq();
    }
    unseen.add(frame);
    link.ifPresent(socket -> socket.send(frame));
  }

  synchronized void acknowledge(long seq) {
    while (!unseen.isEmpty() && unseen.peek().seq() <= seq) {
      unseen.remove();
    }
  }

  synchronized Optional<IqSocket> link() {
    return link;
  }

  /** A request that comes again, its answer having been lost, is not carried out again. */
  void answerOnce(long request, IqSocket socket, Supplier<IqFrame> answer) {
    CompletableFuture<IqFrame> mine = new CompletableFuture<>();
    CompletableFuture<IqFrame> known;
    synchronized (this) {
      known = answers.putIfAbsent(request, mine);
      if (answers.size() > MAX_ANSWERS) {
        answers.pollFirstEntry();
      }
    }
    if (known == null) {
      mine.complete(answer.get());
      mine.thenAccept(socket::send);
    } else {
      known.thenAccept(socket::send);
    }
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
