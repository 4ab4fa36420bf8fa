// SPDX-License-Identifier: Apache-2.0
package ringway.waf.identity;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Where users are looked up. */
@FunctionalInterface
public interface Users {
  Optional<User> named(String name);

  /** The users written in the config file. */
  static Users of(Collection<User> users) {
    Map<String, User> byName =
        users.stream().collect(Collectors.toUnmodifiableMap(User::name, Function.identity()));
    return name -> Optional.ofNullable(byName.get(name));
  }
}
