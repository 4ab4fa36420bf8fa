// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.registration;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import ringway.epcscf.w2.Flow;

/**
 * Which flow is registered as whom. Holds open flows only, so the limit on connections is its limit
 * too. Thread-safe: reading takes no lock.
 */
public final class RegistrationTable {
  /** One registration and the flow it is on. */
  public record Entry(String flow, Registration registration) {}

  /** Hears of every change, on the thread that made it and without any lock held. */
  @FunctionalInterface
  public interface Listener {
    void changed(Impi impi);
  }

  private final Map<String, Registration> byFlow = new ConcurrentHashMap<>();

  /** Guards every change, so that the index and the table agree. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Map<Impi, Set<String>> flowsOfImpi = new HashMap<>();

  /** Which flow an instance of a client last registered on, and the reverse. */
  private final Map<String, String> flowOfInstance = new ConcurrentHashMap<>();

  private final Map<String, String> instanceOfFlow = new ConcurrentHashMap<>();
  private final Clock clock;
  private volatile Listener listener = _ -> {};

  public RegistrationTable(Clock clock) {
    this.clock = clock;
  }

  public void listen(Listener to) {
    listener = to;
  }

  public Optional<Registration> of(Flow flow) {
    return of(flow.id());
  }

  public Optional<Registration> of(String flow) {
    return Optional.ofNullable(byFlow.get(flow))
        .filter(registration -> registration.expiresAt().isAfter(clock.instant()));
  }

  void put(Flow flow, Registration registration) {
    put(flow.id(), flow::open, registration);
  }

  void put(String flow, BooleanSupplier open, Registration registration) {
    Optional<Registration> before =
        locked(
            () -> {
              Optional<Registration> old = Optional.ofNullable(byFlow.get(flow));
              supersede(flow, registration);
              if (old.isPresent() && old.get().impi().equals(registration.impi())) {
                byFlow.put(flow, registration); // the index has it already
              } else {
                drop(flow);
                store(flow, registration);
              }
              return old;
            });
    if (!open.getAsBoolean()) {
      // It closed while the core was answering: whoever removes last, nothing stays.
      locked(() -> drop(flow));
    }
    before
        .map(Registration::impi)
        .filter(impi -> !impi.equals(registration.impi()))
        .ifPresent(listener::changed);
    listener.changed(registration.impi());
  }

  /** RFC 5626 §6: of one instance and reg-id only the newest flow counts. */
  private void supersede(String flow, Registration registration) {
    List<String> older = new ArrayList<>(0);
    for (String id : flowsOfImpi.getOrDefault(registration.impi(), Set.of())) {
      Registration other = byFlow.get(id);
      if (!id.equals(flow) && other != null && other.contact().sameFlow(registration.contact())) {
        older.add(id);
      }
    }
    older.forEach(this::drop);
  }

  private void store(String flow, Registration registration) {
    byFlow.put(flow, registration);
    flowsOfImpi.computeIfAbsent(registration.impi(), _ -> new HashSet<>()).add(flow);
  }

  private Optional<Registration> drop(String flow) {
    Optional<Registration> old = Optional.ofNullable(byFlow.remove(flow));
    old.ifPresent(
        registration ->
            flowsOfImpi.computeIfPresent(
                registration.impi(),
                (_, flows) -> {
                  flows.remove(flow);
                  return flows.isEmpty() ? null : flows;
                }));
    return old;
  }

  /** Changes a registration that is there still; of the same IMPI. */
  public void update(String flow, UnaryOperator<Registration> change) {
    locked(() -> Optional.ofNullable(byFlow.computeIfPresent(flow, (_, r) -> change.apply(r))));
  }

  /** The client registers on this flow from now on. */
  void claim(Flow flow, String instance) {
    if (!instance.equals(instanceOfFlow.get(flow.id()))) {
      instanceOfFlow.put(flow.id(), instance); // else it keeps the one it has
    }
    flowOfInstance.put(instance, flow.id());
    if (!flow.open()) {
      disclaim(flow);
    }
  }

  /** Whether the client has been seen on this flow, which may have been replaced since. */
  boolean hasClaimed(Flow flow, String instance) {
    return instance.equals(instanceOfFlow.get(flow.id()));
  }

  /** Whether the client has gone on to another flow. */
  boolean movedOn(Flow flow, String instance) {
    String newest = flowOfInstance.get(instance);
    return newest != null && !newest.equals(flow.id());
  }

  private void disclaim(Flow flow) {
    String instance = instanceOfFlow.remove(flow.id());
    if (instance != null) {
      flowOfInstance.remove(instance, flow.id());
    }
  }

  /** The flow is gone or has deregistered. */
  public Optional<Registration> remove(Flow flow) {
    disclaim(flow);
    return remove(flow.id());
  }

  /** The network ends the registration; the flow may register again. */
  public Optional<Registration> remove(String flow) {
    Optional<Registration> old = locked(() -> drop(flow));
    old.map(Registration::impi).ifPresent(listener::changed);
    return old;
  }

  /** Takes out what has run out by now. */
  public List<Entry> expire() {
    Instant now = clock.instant();
    return all().stream()
        .filter(entry -> !entry.registration().expiresAt().isAfter(now))
        // One that was refreshed meanwhile stays.
        .filter(entry -> removed(entry))
        .toList();
  }

  private boolean removed(Entry entry) {
    boolean ended =
        locked(
            () -> {
              boolean same = byFlow.get(entry.flow()) == entry.registration();
              if (same) {
                drop(entry.flow());
              }
              return same;
            });
    if (ended) {
      listener.changed(entry.registration().impi());
    }
    return ended;
  }

  /** The registrations of one private identity, on all its flows. */
  public List<Entry> ofImpi(Impi impi) {
    return locked(
        () ->
            flowsOfImpi.getOrDefault(impi, Set.of()).stream()
                .map(flow -> new Entry(flow, byFlow.get(flow)))
                .toList());
  }

  /** All of them, for what concerns more than one. */
  public List<Entry> all() {
    return byFlow.entrySet().stream().map(e -> new Entry(e.getKey(), e.getValue())).toList();
  }

  /** The flows registered now. */
  Set<String> flows() {
    return Set.copyOf(byFlow.keySet());
  }

  public int size() {
    return byFlow.size();
  }

  private <T> T locked(Supplier<T> change) {
    lock.lock();
    try {
      return change.get();
    } finally {
      lock.unlock();
    }
  }
}
