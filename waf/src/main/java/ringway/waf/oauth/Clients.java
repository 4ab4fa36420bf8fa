// SPDX-License-Identifier: Apache-2.0
package ringway.waf.oauth;

import java.util.Optional;
import java.util.Set;

/** Where clients are looked up. */
public interface Clients {
  Optional<Client> withId(String id);

  /** The origins of all clients. */
  Set<String> origins();
}
