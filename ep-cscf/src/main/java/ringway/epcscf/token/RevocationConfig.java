// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.token;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import ringway.runtime.config.Secret;

/**
 * How revocations reach this node.
 *
 * @param audience must be in {@code aud} of the events
 * @param retention how long they are kept: at least the life of the longest-lived token
 * @param capacity revocations kept at most
 * @param pushSecret Bearer secret a WAF shows that pushes events; none may without it
 * @param polls WAFs whose events are fetched
 */
public record RevocationConfig(
    String audience,
    Duration retention,
    int capacity,
    Optional<Secret> pushSecret,
    List<Poll> polls) {
  public RevocationConfig {
    if (audience.isBlank()) {
      throw new IllegalArgumentException("audience is what events for this eP-CSCF are issued to");
    }
    if (!retention.isPositive()) {
      throw new IllegalArgumentException("retention must be above zero");
    }
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity must be 1 or more, found " + capacity);
    }
    polls = List.copyOf(polls);
  }

  /**
   * @param address such as {@code https://waf.example.net/events/poll}
   * @param secret Bearer secret shown there
   */
  public record Poll(URI address, Secret secret) {
    public Poll {
      if (!TokenConfig.isSecure(address)) {
        throw new IllegalArgumentException(
            "address is an https: address, or http: on loopback; found " + address);
      }
    }
  }
}
