// SPDX-License-Identifier: Apache-2.0
package ringway.waf.oauth;

import java.util.Optional;
import ringway.waf.identity.Impi;
import ringway.waf.identity.User;
import ringway.waf.identity.Users;
import ringway.waf.store.Grant;

/** Whom a grant is of, as they are now. */
final class Granted {
  static final String GONE = "the user or the subscription does not exist any more";

  private Granted() {}

  /** The user, the chosen subscription first; empty when one of them has gone. */
  static Optional<User> user(Users users, Grant grant) {
    Optional<User> user = users.named(grant.user());
    return grant.impi().isEmpty()
        ? user
        : user.flatMap(one -> one.choosing(new Impi(grant.impi().get())));
  }
}
