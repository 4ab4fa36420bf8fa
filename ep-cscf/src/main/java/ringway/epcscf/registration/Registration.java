// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.registration;

import java.time.Instant;
import java.util.List;
import ringway.epcscf.token.AccessIdentity;

/**
 * What the core has accepted for one flow: the connection is bound to the IMPI and its IMPUs (TS
 * 33.203 X.4.2.3 step 7).
 *
 * @param identity what the token of the registration proved
 * @param impus in the order of P-Associated-URI, the default first; barred ones are not among them
 * @param serviceRoute route entries for the user's own requests, first hop first
 * @param register the REGISTER the core has accepted, as text: the parsed form is ten times as big
 * @param shortened by the core: the WIC has to register again before the end
 */
public record Registration(
    AccessIdentity identity,
    List<Impu> impus,
    List<String> serviceRoute,
    BoundContact contact,
    String register,
    Instant expiresAt,
    boolean shortened) {
  public Registration {
    if (impus.isEmpty()) {
      throw new IllegalArgumentException("a registration has at least one IMPU");
    }
    impus = List.copyOf(impus);
  }

  public Impi impi() {
    return new Impi(identity.impi());
  }

  public Impu defaultImpu() {
    return impus.getFirst();
  }

  public boolean holds(Impu impu) {
    return impus.contains(impu);
  }

  public Registration withImpus(List<Impu> now) {
    return new Registration(identity, now, serviceRoute, contact, register, expiresAt, shortened);
  }

  public Registration shortenedTo(Instant end) {
    return new Registration(identity, impus, serviceRoute, contact, register, end, true);
  }
}
