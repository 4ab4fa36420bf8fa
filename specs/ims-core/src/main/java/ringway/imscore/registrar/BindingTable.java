// SPDX-License-Identifier: Apache-2.0
package ringway.imscore.registrar;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import ringway.imscore.registrar.RegistrationListener.ContactEvent;

/**
 * Who is registered where. A stand-in for the HSS's user data and the S-CSCF's registrar; in memory
 * only.
 */
public final class BindingTable {
  private final Map<Impu, Subscription> byImpu = new HashMap<>();
  private final Map<String, Subscription> byImpi = new LinkedHashMap<>();
  private final Map<String, List<Binding>> bindings = new HashMap<>(); // by IMPI
  private final List<RegistrationListener> listeners = new ArrayList<>();

  public void add(String impi, List<String> impus) {
    Subscription subscription = Subscription.of(impi, impus);
    byImpi.put(impi, subscription);
    subscription.impus().forEach(impu -> byImpu.put(impu, subscription));
  }

  void listener(RegistrationListener listener) {
    listeners.add(listener);
  }

  Optional<Subscription> byImpi(String impi) {
    return Optional.ofNullable(byImpi.get(impi));
  }

  public Optional<Subscription> byImpu(Impu impu) {
    return Optional.ofNullable(byImpu.get(impu));
  }

  /** Empty also when not registered. */
  public List<Binding> bindings(Subscription subscription) {
    return List.copyOf(bindings.getOrDefault(subscription.impi(), List.of()));
  }

  public boolean isRegistered(Impu impu) {
    return byImpu(impu).map(this::bindings).filter(found -> !found.isEmpty()).isPresent();
  }

  /** Adds a contact, or replaces the one it {@linkplain Binding#sameAs is}. */
  void put(Subscription subscription, Binding binding) {
    List<Binding> all = bindings.computeIfAbsent(subscription.impi(), _ -> new ArrayList<>());
    boolean refreshed = all.removeIf(binding::sameAs);
    all.add(binding);
    if (!refreshed) {
      tell(subscription, ContactEvent.CREATED, List.of(binding));
    }
  }

  void remove(Subscription subscription, List<Binding> ended, ContactEvent event) {
    List<Binding> all = bindings.get(subscription.impi());
    if (all == null || !all.removeAll(ended)) {
      return;
    }
    if (all.isEmpty()) {
      bindings.remove(subscription.impi());
    }
    tell(subscription, event, ended);
  }

  /** RFC 5626 §5.3: the edge says that this flow is gone. */
  public void flowGone(Binding binding) {
    for (Subscription subscription : byImpi.values()) {
      if (bindings(subscription).contains(binding)) {
        remove(subscription, List.of(binding), ContactEvent.EXPIRED);
        return;
      }
    }
  }

  /** Network-initiated de-registration (TS 24.229 §5.4.1.5); false when not registered. */
  public boolean deregister(Subscription subscription, boolean mayReturn) {
    List<Binding> all = bindings(subscription);
    remove(subscription, all, mayReturn ? ContactEvent.DEACTIVATED : ContactEvent.REJECTED);
    return !all.isEmpty();
  }

  public void expire(Instant now) {
    for (Subscription subscription : byImpi.values()) {
      List<Binding> over =
          bindings(subscription).stream()
              .filter(binding -> !binding.expires().isAfter(now))
              .toList();
      if (!over.isEmpty()) {
        remove(subscription, over, ContactEvent.EXPIRED);
      }
    }
  }

  private void tell(Subscription subscription, ContactEvent event, List<Binding> changed) {
    listeners.forEach(listener -> listener.changed(subscription, event, changed));
  }

  public int size() {
    return bindings.values().stream().mapToInt(List::size).sum();
  }

  public Map<String, Object> asJson() {
    List<Map<String, Object>> all = new ArrayList<>();
    byImpi
        .values()
        .forEach(
            subscription ->
                all.add(
                    Map.of(
                        "impi", subscription.impi(),
                        "impus", subscription.written(),
                        "registered", !bindings(subscription).isEmpty(),
                        "contacts",
                            bindings(subscription).stream().map(Binding::asJson).toList())));
    return Map.of("registrations", all);
  }
}
