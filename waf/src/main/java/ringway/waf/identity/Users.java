// SPDX-License-Identifier: Apache-2.0
package ringway.waf.identity;

import java.util.Optional;

/** Where users are looked up. */
@FunctionalInterface
public interface Users {
  Optional<User> named(String name);
}
