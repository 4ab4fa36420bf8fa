// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.registration;

import java.util.Set;

/**
 * How users may register.
 *
 * @param schemes at least one
 */
public record RegistrationConfig(Set<Scheme> schemes) {
  /** The ways of TS 24.371 §6.1. */
  public enum Scheme {
    /** Scenarios 2 and 3: an access token. */
    BEARER,
    /** Scenario 1 with a password: SIP Digest, checked by the core. */
    DIGEST,
    /** Scenario 1 with a card: IMS AKA in HTTP Digest AKAv2, checked by the core. */
    AKA,
    /** The same with AKAv1-MD5, for cores that know no other; TS 33.203 X.2.3.3 wants AKAv2. */
    AKA_V1
  }

  public RegistrationConfig {
    if (schemes.isEmpty()) {
      throw new IllegalArgumentException("registration.schemes names at least one scheme");
    }
    schemes = Set.copyOf(schemes);
  }

  boolean allows(Scheme scheme) {
    return schemes.contains(scheme);
  }

  /** Whether the core may be asked to challenge. */
  boolean relays() {
    return schemes.stream().anyMatch(scheme -> scheme != Scheme.BEARER);
  }
}
