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
import java.util.function.BiConsumer;
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

  /**
   * What happened to contacts of one user.
   *
   * @param ended whether they are registered no more
   * @param event why, in the words of RFC 3680 §5.2
   */
  public record Change(List<Binding> bindings, boolean ended, String event) {
    public Change {
      bindings = List.copyOf(bindings);
    }
  }

  private final Map<Impu, Subscription> byImpu = new HashMap<>();
  private final Map<String, Subscription> byImpi = new LinkedHashMap<>();
  private final Map<String, List<Binding>> bindings = new HashMap<>(); // by IMPI
  private final Map<String, UserKeys> keys = new HashMap<>(); // by IMPI
  private BiConsumer<Subscription, Change> listener = (_, _) -> {};

  /** Hears of every change after it was made. */
  public void listen(BiConsumer<Subscription, Change> to) {
    listener = to;
  }

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
    tell(subscription, new Change(List.of(binding), false, refreshed ? "refreshed" : "registered"));
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
    tell(subscription, new Change(ended, true, event));
  }

  /**
   * The network ends all contacts of the user (TS 24.229 §5.4.1.5).
   *
   * @return how many there were
   */
  public int deregister(Subscription subscription, String event) {
    List<Binding> all = bindings(subscription);
    remove(subscription, all, event);
    return all.size();
  }

  /**
   * The network lets all contacts of the user end earlier (TS 24.229 §5.4.1.6).
   *
   * @return how many there were
   */
  public int shorten(Subscription subscription, Instant end) {
    List<Binding> shorter =
        bindings(subscription).stream().map(binding -> binding.endingBy(end)).toList();
    if (!shorter.isEmpty()) {
      bindings.put(subscription.impi(), new ArrayList<>(shorter));
      tell(subscription, new Change(shorter, false, "shortened"));
    }
    return shorter.size();
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

  private void tell(Subscription subscription, Change change) {
    change
        .bindings()
        .forEach(
            binding ->
                log.info(
                    "registration event={} impi={} contact={}",
                    change.event(),
                    subscription.impi(),
                    binding.contact()));
    listener.accept(subscription, change);
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
