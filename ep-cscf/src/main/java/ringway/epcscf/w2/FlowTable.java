// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.w2;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The open connections by id. Thread-safe. */
public final class FlowTable {
  private final int max;
  private final int maxPerAddress;
  private final Map<String, Flow> flows = new ConcurrentHashMap<>();
  private final Map<String, Integer> perAddress = new ConcurrentHashMap<>();

  /** Closed by us, the socket not gone yet: they count as connections until then. */
  private final Set<Flow> closing = ConcurrentHashMap.newKeySet();

  private final AtomicInteger sockets = new AtomicInteger();

  FlowTable(int max, int maxPerAddress) {
    this.max = max;
    this.maxPerAddress = maxPerAddress;
  }

  public Optional<Flow> find(String id) {
    return Optional.ofNullable(flows.get(id));
  }

  public int size() {
    return flows.size();
  }

  /** Those open now, in no order. */
  public List<Flow> all() {
    return List.copyOf(flows.values());
  }

  /** What keeps another connection of this client out; empty when there is room. */
  Optional<Limit> fullFor(InetSocketAddress client) {
    if (sockets.get() >= max) {
      return Optional.of(Limit.CONNECTIONS);
    }
    return perAddress.getOrDefault(Peer.site(client), 0) < maxPerAddress
        ? Optional.empty()
        : Optional.of(Limit.CONNECTIONS_PER_ADDRESS);
  }

  /** What kept the flow out; empty when it is in. */
  Optional<Limit> add(Flow flow) {
    if (sockets.incrementAndGet() > max) {
      sockets.decrementAndGet();
      return Optional.of(Limit.CONNECTIONS);
    }
    if (perAddress.merge(Peer.site(flow.remote()), 1, Integer::sum) > maxPerAddress) {
      gone(flow);
      return Optional.of(Limit.CONNECTIONS_PER_ADDRESS);
    }
    flows.put(flow.id(), flow);
    return Optional.empty();
  }

  /** The flow carries nothing any more. */
  void remove(Flow flow) {
    if (flows.remove(flow.id(), flow)) {
      closing.add(flow);
    }
  }

  /** Pings the silent, cuts those whose closing takes too long. */
  void sweep(Duration pingInterval) {
    flows.values().forEach(flow -> flow.checkAlive(pingInterval));
    closing.removeIf(
        flow -> {
          boolean cut = flow.cutWhenDue();
          if (cut) {
            gone(flow);
          }
          return cut;
        });
  }

  /** The socket is gone: not to wait for the next sweep. */
  void socketClosed(Flow flow) {
    if (closing.remove(flow)) {
      gone(flow);
    }
  }

  private void gone(Flow flow) {
    sockets.decrementAndGet();
    perAddress.computeIfPresent(
        Peer.site(flow.remote()), (_, count) -> count == 1 ? null : count - 1);
  }
}
