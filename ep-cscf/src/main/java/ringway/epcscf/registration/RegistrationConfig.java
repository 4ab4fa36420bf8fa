// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.registration;

import java.time.Duration;
import java.util.Optional;

/**
 * How registrations are kept up.
 *
 * @param regEvent whether to watch each registration at the core (RFC 3680)
 * @param flowTimer Flow-Timer for clients with outbound whose registrar names none
 * @param serviceRouteTimeout how long the S-CSCF may leave a user's request without any answer
 */
public record RegistrationConfig(
    boolean regEvent, Optional<Duration> flowTimer, Duration serviceRouteTimeout) {
  public RegistrationConfig {
    flowTimer.ifPresent(timer -> require("flow-timer", timer, Duration.ofHours(1)));
    require("service-route-timeout", serviceRouteTimeout, Duration.ofSeconds(32));
  }

  private static void require(String key, Duration value, Duration longest) {
    if (value.compareTo(Duration.ofSeconds(1)) < 0 || value.compareTo(longest) > 0) {
      throw new IllegalArgumentException(
          key + " must be 1s to " + longest.toSeconds() + "s, found " + value.toSeconds() + "s");
    }
  }
}
