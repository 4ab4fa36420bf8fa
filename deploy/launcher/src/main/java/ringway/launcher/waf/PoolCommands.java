// SPDX-License-Identifier: Apache-2.0
package ringway.launcher.waf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ringway waf pools}. */
@Command(
    name = "pools",
    mixinStandardHelpOptions = true,
    description = "Subscriptions that clients lend to users of their own.")
final class PoolCommands extends AdminCommand {

  @Command(mixinStandardHelpOptions = true, description = "Lists pools.")
  int list() {
    return list("pools", Map.of());
  }

  @Command(mixinStandardHelpOptions = true, description = "Lists the pairs of a pool.")
  int pairs(@Parameters(paramLabel = "POOL") String pool) {
    return list("pools/pairs", Map.of("pool", pool));
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "Adds a pair to a pool, which comes to be by that.")
  int add(
      @Parameters(paramLabel = "POOL") String pool,
      @Parameters(paramLabel = "IMPI") String impi,
      @Parameters(paramLabel = "IMPU", arity = "1..*") List<String> impus) {
    ObjectNode body = object().put("pool", pool);
    body.putArray("pairs").add(subscription(impi, impus));
    return send("POST", "pools", Map.of(), body);
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "Takes a pair out of a pool; one that is lent goes when it comes back.")
  int remove(
      @Parameters(paramLabel = "POOL") String pool, @Parameters(paramLabel = "IMPI") String impi) {
    return send("DELETE", "pools/pairs", Map.of("pool", pool, "impi", impi));
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "Deletes a pool; pairs that are lent go when they come back.")
  int delete(@Parameters(paramLabel = "POOL") String pool) {
    return send("DELETE", "pools", Map.of("name", pool));
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "Ends the lease of a pair and its tokens.")
  int recall(@Parameters(paramLabel = "IMPI") String impi) {
    return send("POST", "pools/recall", Map.of("impi", impi));
  }
}
