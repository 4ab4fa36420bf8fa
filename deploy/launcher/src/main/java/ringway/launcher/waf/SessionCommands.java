// SPDX-License-Identifier: Apache-2.0
package ringway.launcher.waf;

import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import ringway.runtime.config.ConfigError;

/** {@code ringway waf sessions}. */
@Command(
    name = "sessions",
    mixinStandardHelpOptions = true,
    description = "Who is signed in at which client.")
final class SessionCommands extends AdminCommand {

  @Command(mixinStandardHelpOptions = true, description = "Lists sessions.")
  int list(
      @Option(names = "--user", paramLabel = "NAME", description = "Only of this user.")
          Optional<String> user) {
    return list("sessions", user.map(name -> Map.of("user", name)).orElse(Map.of()));
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "Ends a session, or all of a user, and their tokens.")
  int end(
      @Parameters(paramLabel = "ID", arity = "0..1") Optional<String> id,
      @Option(names = "--user", paramLabel = "NAME", description = "All sessions of this user.")
          Optional<String> user) {
    if (id.isPresent() == user.isPresent()) {
      throw new ConfigError("give either the ID of a session or --user");
    }
    return send(
        "DELETE",
        "sessions",
        id.map(one -> Map.of("id", one)).orElseGet(() -> Map.of("user", user.orElseThrow())));
  }
}
