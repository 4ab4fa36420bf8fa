// SPDX-License-Identifier: Apache-2.0
package ringway.waf.oauth;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Where clients are looked up. */
@FunctionalInterface
public interface Clients {
  Optional<Client> withId(String id);

  /** The clients written in the config file. */
  static Clients of(Collection<Client> clients) {
    Map<String, Client> byId =
        clients.stream().collect(Collectors.toUnmodifiableMap(Client::id, Function.identity()));
    return id -> Optional.ofNullable(byId.get(id));
  }
}
