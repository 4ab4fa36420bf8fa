// SPDX-License-Identifier: Apache-2.0
package ringway.imscore.registrar;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.imscore.auth.UserKeys;

/**
 * Who is registered where. A stand-in for the HSS's user data and the S-CSCF's registrar; in memory
 * only.
 */
public final class BindingTable {
  private static final Logger log = LoggerFactory.getLogger(BindingTable.class);

  private final Map<Impu, Subscription> byImpu = new HashMap<>();
  private final Map<String, Subscription> byImpi = new LinkedHashMap<>();
  private final Map<String, List<Binding>> bindings = new HashMap<>(); // by IMPI
  private final Map<String, UserKeys> keys = new HashMap<>(); // by IMPI

  public void add(String impi, List<String> impus, UserKeys own) {
    Subscription subscription = Subscription.of(impi, impus);
    keys.put(impi, own);
    byImpi.put(impi, subscription);
    subscription.impus().forEach(impu -> byImpu.put(impu, subscription));
  }

  Optional<Subscription> byImpi(String impi) {
    return Optional.ofNullable(byImpi.get(impi));
  }

  UserKeys keys(Subscription subscription) {
    return keys.getOrDefault(subscription.impi(), UserKeys.none());
  }

  public Optional<Subscription> byImpu(Impu impu) {
    return Optional.ofNullable(byImpu.get(impu));
  }

  /** Empty also when not registered; the latest comes last. */
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
      tell(subscription, binding, "created");
    }
  }

  /**
   * @param event why, in the words of RFC 3680 §5.2
   */
  void remove(Subscription subscription, List<Binding> ended, String event) {
    List<Binding> all = bindings.get(subscription.impi());
    if (all == null || !all.removeAll(ended)) {
      return;
    }
    if (all.isEmpty()) {
      bindings.remove(subscription.impi());
    }
    ended.forEach(binding -> tell(subscription, binding, event));
  }

  /** RFC 5626 §5.3: the edge says that this flow is gone. */
  public void flowGone(Binding binding) {
    removeWhere(binding::equals);
  }

  public void expire(Instant now) {
    removeWhere(binding -> !binding.expires().isAfter(now));
  }

  private void removeWhere(Predicate<Binding> ended) {
    for (Subscription subscription : byImpi.values()) {
      remove(subscription, bindings(subscription).stream().filter(ended).toList(), "expired");
    }
  }

  private static void tell(Subscription subscription, Binding binding, String event) {
    log.info(
        "registration event={} impi={} contact={}", event, subscription.impi(), binding.contact());
  }

  public int size() {
    return bindings.values().stream().mapToInt(List::size).sum();
  }

  /** One entry per public identity that is registered now; the newest contact speaks for it. */
  public Map<String, Object> asJson() {
    List<Map<String, Object>> all = new ArrayList<>();
    for (Subscription subscription : byImpi.values()) {
      List<Binding> contacts = bindings(subscription);
      contacts.stream()
          .max(Comparator.comparing(Binding::since))
          .ifPresent(
              newest ->
                  subscription
                      .written()
                      .forEach(impu -> all.add(entry(subscription, impu, contacts, newest))));
    }
    return Map.of("registrations", all);
  }

  private static Map<String, Object> entry(
      Subscription subscription, String impu, List<Binding> contacts, Binding newest) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("impu", impu);
    entry.put("impi", subscription.impi());
    entry.put("contacts", contacts.stream().map(Binding::asJson).toList());
    entry.put("path", newest.path());
    entry.put("expires", newest.expires().toString());
    entry.put("authorization", newest.credentials().masked());
    entry.put("auth_done", newest.credentials().authDone());
    return entry;
  }
}
