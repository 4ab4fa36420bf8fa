// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.registration;

import java.time.Instant;
import java.util.List;

/**
 * What the core has accepted for one flow: the connection is bound to the IMPI and its IMPUs (TS
 * 33.203 X.4.2.3 step 7).
 *
 * @param impus in the order of P-Associated-URI, the default first
 * @param serviceRoute route entries for the user's own requests, first hop first
 */
public record Registration(
    Impi impi, List<Impu> impus, List<String> serviceRoute, Instant expiresAt) {
  public Registration {
    if (impus.isEmpty()) {
      throw new IllegalArgumentException("a registration has at least one IMPU");
    }
  }

  public Impu defaultImpu() {
    return impus.getFirst();
  }

  public boolean holds(Impu impu) {
    return impus.contains(impu);
  }
}
