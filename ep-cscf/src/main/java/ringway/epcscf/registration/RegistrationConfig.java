// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.registration;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * How users may register, and how registrations are kept up.
 *
 * @param schemes at least one
 * @param regEvent whether to watch each registration at the core (RFC 3680)
 * @param cutExpiry whether registrations are asked for no longer than the token lives
 * @param flowTimer Flow-Timer for clients with outbound whose registrar names none
 * @param serviceRouteTimeout how long the S-CSCF may leave a user's request without any answer
 */
public record RegistrationConfig(
    Set<Scheme> schemes,
    boolean regEvent,
    boolean cutExpiry,
    Optional<Duration> flowTimer,
    Duration serviceRouteTimeout) {
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
    flowTimer.ifPresent(timer -> require("flow-timer", timer, Duration.ofHours(1)));
    require("service-route-timeout", serviceRouteTimeout, Duration.ofSeconds(32));
  }

  private static void require(String key, Duration value, Duration longest) {
    if (value.compareTo(Duration.ofSeconds(1)) < 0 || value.compareTo(longest) > 0) {
      throw new IllegalArgumentException(
          key + " must be 1s to " + longest.toSeconds() + "s, found " + value.toSeconds() + "s");
    }
  }

  boolean allows(Scheme scheme) {
    return schemes.contains(scheme);
  }

  /** Whether passwords are left to somebody else than the core. */
  public boolean allowsOnlyTokensAndCards() {
    return allows(Scheme.BEARER) && !allows(Scheme.DIGEST);
  }

  /** Whether the core may be asked to challenge. */
  boolean relays() {
    return schemes.stream().anyMatch(scheme -> scheme != Scheme.BEARER);
  }
}
