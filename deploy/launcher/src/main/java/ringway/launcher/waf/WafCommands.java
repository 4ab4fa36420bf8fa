// SPDX-License-Identifier: Apache-2.0
package ringway.launcher.waf;

import java.util.List;

/** The commands below {@code ringway waf}. */
public final class WafCommands {
  private WafCommands() {}

  /** Each a picocli command. */
  public static List<Object> all() {
    return List.of(
        new UserCommands(),
        new SubscriptionCommands(),
        new PoolCommands(),
        new ClientCommands(),
        new KeyCommands(),
        new SessionCommands());
  }
}
