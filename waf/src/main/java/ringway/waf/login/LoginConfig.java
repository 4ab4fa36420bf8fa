// SPDX-License-Identifier: Apache-2.0
package ringway.waf.login;

import java.time.Duration;
import java.util.List;
import ringway.runtime.http.AddressRange;

/**
 * Settings of signing in.
 *
 * @param sessionLife how long a browser stays signed in at the WAF itself; zero for not at all
 * @param deviceLife how long a browser is known as one its user has signed in on
 * @param balancers addresses whose X-Forwarded-For is believed
 */
public record LoginConfig(
    Duration sessionLife,
    Duration deviceLife,
    LoginLimits limits,
    List<AddressRange> balancers,
    NetworkLoginConfig network) {
  public LoginConfig {
    if (sessionLife.isNegative() || !deviceLife.isPositive()) {
      throw new IllegalArgumentException("device-life must be above zero");
    }
    balancers = List.copyOf(balancers);
  }
}
