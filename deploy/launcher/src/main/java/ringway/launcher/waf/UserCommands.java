// SPDX-License-Identifier: Apache-2.0
package ringway.launcher.waf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Console;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import ringway.runtime.config.ConfigError;

/** {@code ringway waf users}. */
@Command(name = "users", mixinStandardHelpOptions = true, description = "Who can sign in.")
final class UserCommands extends AdminCommand {
  private static final String PASSWORD = "Environment variable that holds the password.";

  @Command(mixinStandardHelpOptions = true, description = "Lists users, or shows one.")
  int list(
      @Option(names = "--name", paramLabel = "NAME", description = "Only this user.")
          Optional<String> name) {
    return name.isPresent()
        ? send("GET", "users", Map.of("name", name.get()))
        : list("users", Map.of());
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "Adds a user with a subscription; asks for the password.")
  int add(
      @Parameters(paramLabel = "NAME") String name,
      @Option(names = "--impi", required = true, paramLabel = "IMPI") String impi,
      @Option(names = "--impu", required = true, paramLabel = "URI", description = "Repeatable.")
          List<String> impus,
      @Option(names = "--password-env", paramLabel = "VARIABLE", description = PASSWORD)
          Optional<String> passwordEnv,
      @Option(names = "--password-hash", paramLabel = "ARGON2", description = "Its hash instead.")
          Optional<String> hash) {
    ObjectNode user = object().put("name", name);
    user.putArray("subscriptions").add(subscription(impi, impus));
    hash.ifPresentOrElse(
        given -> user.put("password-hash", given),
        () -> user.put("password", passwordEnv.map(UserCommands::of).orElseGet(UserCommands::ask)));
    return send("POST", "users", Map.of(), user);
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "Changes what is given; a new password ends the user's sessions.")
  int change(
      @Parameters(paramLabel = "NAME") String name,
      @Option(names = "--password-env", paramLabel = "VARIABLE", description = PASSWORD)
          Optional<String> passwordEnv,
      @Option(
              names = "--auto-login",
              arity = "1",
              paramLabel = "true|false",
              description = "Whether the telephone number alone may sign the user in.")
          Optional<Boolean> autoLogin) {
    ObjectNode change = object();
    passwordEnv.map(UserCommands::of).ifPresent(password -> change.put("password", password));
    autoLogin.ifPresent(wanted -> change.put("auto-login", wanted));
    if (change.isEmpty()) {
      throw new ConfigError("nothing to change: give --password-env or --auto-login");
    }
    return send("PUT", "users", Map.of("name", name), change);
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "Deletes a user and ends their sessions and tokens.")
  int delete(@Parameters(paramLabel = "NAME") String name) {
    return send("DELETE", "users", Map.of("name", name));
  }

  @Command(mixinStandardHelpOptions = true, description = "Lists the accounts a user is linked to.")
  int links(@Parameters(paramLabel = "NAME") String name) {
    return list("users/links", Map.of("name", name));
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "Links an account at another OpenID provider to a user.")
  int link(
      @Parameters(paramLabel = "NAME") String name,
      @Parameters(paramLabel = "ISSUER") String issuer,
      @Parameters(paramLabel = "SUBJECT") String subject) {
    return send(
        "POST",
        "users/links",
        Map.of(),
        object().put("user", name).put("issuer", issuer).put("subject", subject));
  }

  @Command(mixinStandardHelpOptions = true, description = "Ends the link of an account.")
  int unlink(
      @Parameters(paramLabel = "ISSUER") String issuer,
      @Parameters(paramLabel = "SUBJECT") String subject) {
    return send("DELETE", "users/links", Map.of("issuer", issuer, "subject", subject));
  }

  @Command(
      name = "import",
      mixinStandardHelpOptions = true,
      description = {
        "Imports users from CSV, all or none. The first line names the columns:",
        "name, impi, impus (separated by spaces), and password or password-hash."
      })
  int importCsv(
      @Parameters(paramLabel = "FILE") Path file,
      @Option(names = "--dry-run", description = "Only look whether it would work.")
          boolean dryRun) {
    try (AdminClient client = client()) {
      return new CsvImport(client, file, err()).run(dryRun);
    }
  }

  private static String of(String variable) {
    return Optional.ofNullable(System.getenv(variable))
        .orElseThrow(
            () ->
                new ConfigError(
                    "--password-env: environment variable " + variable + " is not set"));
  }

  private static String ask() {
    Console console = System.console();
    if (console == null || !console.isTerminal()) {
      throw new ConfigError(
          "give --password-env or --password-hash: there is no terminal to ask at");
    }
    char[] typed = console.readPassword("Password: ");
    return typed == null ? "" : new String(typed);
  }
}
