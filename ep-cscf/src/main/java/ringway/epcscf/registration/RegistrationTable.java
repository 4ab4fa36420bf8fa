// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.registration;

import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import ringway.epcscf.w2.Flow;

/**
 * Which flow is registered as whom. Holds open flows only, so the limit on connections is its limit
 * too. Thread-safe.
 */
public final class RegistrationTable {
  private final Map<String, Registration> byFlow = new ConcurrentHashMap<>();

  /** Which flow an instance of a client last registered on, and the reverse. */
  private final Map<String, String> flowOfInstance = new ConcurrentHashMap<>();

  private final Map<String, String> instanceOfFlow = new ConcurrentHashMap<>();
  private final Clock clock;

  public RegistrationTable(Clock clock) {
    this.clock = clock;
  }

  public Optional<Registration> of(Flow flow) {
    return Optional.ofNullable(byFlow.get(flow.id()))
        .filter(registration -> registration.expiresAt().isAfter(clock.instant()));
  }

  void put(Flow flow, Registration registration) {
    byFlow.put(flow.id(), registration);
    if (!flow.open()) {
      // It closed while the core was answering: whoever removes last, nothing stays.
      byFlow.remove(flow.id());
    }
  }

  /** The client registers on this flow from now on. */
  void claim(Flow flow, String instance) {
    instanceOfFlow.put(flow.id(), instance);
    flowOfInstance.put(instance, flow.id());
    if (!flow.open()) {
      disclaim(flow);
    }
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

  public Optional<Registration> remove(Flow flow) {
    disclaim(flow);
    return Optional.ofNullable(byFlow.remove(flow.id()));
  }

  /** The flows registered now, for what concerns more than one. */
  Set<String> flows() {
    return Set.copyOf(byFlow.keySet());
  }

  public int size() {
    return byFlow.size();
  }
}
