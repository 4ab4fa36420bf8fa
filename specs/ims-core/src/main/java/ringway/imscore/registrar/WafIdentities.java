// SPDX-License-Identifier: Apache-2.0
package ringway.imscore.registrar;

import java.util.List;
import java.util.Optional;

/**
 * Which third-party WAFs may vouch for users here (TS 33.203 X.4.2.3 step 6.2), as the HSS and the
 * operator would say.
 *
 * @param allowed the list of the HSS; any WAF when it sent none
 * @param barred never, whatever the list says
 */
public record WafIdentities(Optional<List<String>> allowed, List<String> barred) {
  public WafIdentities {
    barred = List.copyOf(barred);
  }

  /** A registration that names no WAF rests on the operator's own. */
  boolean admit(String authorizationEntity) {
    return authorizationEntity.isEmpty()
        || (!barred.contains(authorizationEntity)
            && allowed.filter(list -> !list.contains(authorizationEntity)).isEmpty());
  }
}
