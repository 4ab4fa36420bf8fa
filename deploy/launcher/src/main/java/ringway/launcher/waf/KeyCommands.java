// SPDX-License-Identifier: Apache-2.0
package ringway.launcher.waf;

import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ringway waf keys}. */
@Command(name = "keys", mixinStandardHelpOptions = true, description = "The keys that sign tokens.")
final class KeyCommands extends AdminCommand {

  @Command(mixinStandardHelpOptions = true, description = "Lists the published keys.")
  int list() {
    return list("keys", Map.of());
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "Brings in a new key: published first, signing later.")
  int rotate() {
    return send("POST", "keys/rotate", Map.of());
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "Takes a key that has become known to others out of use, with all its tokens.")
  int withdraw(@Parameters(paramLabel = "ID") String id) {
    return send("DELETE", "keys", Map.of("id", id));
  }
}
