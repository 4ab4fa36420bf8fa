// SPDX-License-Identifier: Apache-2.0
package ringway.imscore.proxy;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sip.address.SipURI;
import javax.sip.address.TelURL;
import javax.sip.address.URI;
import ringway.imscore.registrar.Binding;
import ringway.imscore.registrar.BindingTable;
import ringway.imscore.registrar.Impu;
import ringway.imscore.registrar.Subscription;
import ringway.imscore.sip.SipReject;
import ringway.imscore.sip.SipText;

/** Finds who a Request-URI means: a registered user or a phone of the lab. */
public final class Locator {
  private final BindingTable table;
  private final Map<Impu, URI> phones;

  /**
   * @param phones numbers of the lab's phones and where each is reached
   */
  public Locator(BindingTable table, Map<Impu, URI> phones) {
    this.table = table;
    this.phones = Map.copyOf(phones);
  }

  /** Never empty: 404 for nobody we know, 480 for a user who is not registered. */
  List<Target> find(URI uri) {
    if (!(uri instanceof SipURI) && !(uri instanceof TelURL)) {
      throw new SipReject(416, "Unsupported URI Scheme");
    }
    Impu impu = Impu.of(uri).orElseThrow(() -> new SipReject(404, "Not Found"));
    URI phone = phones.get(impu);
    if (phone != null) {
      return List.of(new Target(phone, List.of(), Optional.empty()));
    }
    Subscription subscription =
        table.byImpu(impu).orElseThrow(() -> new SipReject(404, "Not Found"));
    List<Binding> bindings = table.bindings(subscription);
    if (bindings.isEmpty()) {
      throw new SipReject(480, "Not Registered");
    }
    return onePerDevice(bindings).stream()
        .map(
            binding ->
                new Target(SipText.uri(binding.contact()), binding.path(), Optional.of(binding)))
        .toList();
  }

  /** RFC 5626 §7: of several flows of one device only one is tried, here the latest. */
  private static Collection<Binding> onePerDevice(List<Binding> bindings) {
    Map<String, Binding> latest = new LinkedHashMap<>();
    for (Binding binding : bindings) {
      latest.put(
          binding.flow().map(Binding.Flow::instance).orElse("contact " + binding.contact()),
          binding);
    }
    return latest.values();
  }
}
