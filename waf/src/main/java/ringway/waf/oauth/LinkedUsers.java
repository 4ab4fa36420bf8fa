// SPDX-License-Identifier: Apache-2.0
package ringway.waf.oauth;

import java.util.Optional;
import ringway.waf.identity.User;

/** Which of our users an account elsewhere is. */
@FunctionalInterface
public interface LinkedUsers {
  Optional<User> linkedTo(String issuer, String subject);
}
