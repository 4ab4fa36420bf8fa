// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.token;

import java.util.function.Predicate;

/** Told of every revocation, from any thread, after the verifier refuses the tokens concerned. */
@FunctionalInterface
public interface RevocationListener {
  void revoked(Predicate<AccessIdentity> concerned, String reason);
}
