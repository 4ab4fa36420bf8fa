// SPDX-License-Identifier: Apache-2.0
package ringway.launcher.waf;

import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ringway waf subscriptions}. */
@Command(
    name = "subscriptions",
    mixinStandardHelpOptions = true,
    description = "The IMS subscriptions of users.")
final class SubscriptionCommands extends AdminCommand {

  @Command(mixinStandardHelpOptions = true, description = "Shows whose a subscription is.")
  int show(@Parameters(paramLabel = "IMPI") String impi) {
    return send("GET", "subscriptions", Map.of("impi", impi));
  }

  @Command(mixinStandardHelpOptions = true, description = "Gives a user one more subscription.")
  int add(
      @Parameters(paramLabel = "USER") String user,
      @Parameters(paramLabel = "IMPI") String impi,
      @Parameters(paramLabel = "IMPU", arity = "1..*") List<String> impus) {
    return send("POST", "subscriptions", Map.of(), subscription(impi, impus).put("user", user));
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "Takes a subscription from its user and ends its tokens.")
  int delete(@Parameters(paramLabel = "IMPI") String impi) {
    return send("DELETE", "subscriptions", Map.of("impi", impi));
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "Ends every token and registration for a subscription.")
  int revoke(@Parameters(paramLabel = "IMPI") String impi) {
    return send("POST", "subscriptions/revoke", Map.of("impi", impi));
  }
}
