// SPDX-License-Identifier: Apache-2.0
package ringway.launcher;

import java.io.Console;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import ringway.launcher.token.BrowserSignIn;
import ringway.launcher.token.SignInFailure;
import ringway.runtime.config.ConfigError;

/** {@code ringway token}. */
@Command(
    name = "token",
    mixinStandardHelpOptions = true,
    description =
        "Signs in the way a browser does (authorization code and PKCE through WWSF and WAF) and"
            + " prints the WWSF's access document as JSON.")
final class TokenCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--user", required = true, paramLabel = "NAME", description = "Who signs in.")
  private String user = "";

  @Option(
      names = "--password",
      paramLabel = "TEXT",
      description = "The password; other users of this machine can see it here.")
  private Optional<String> password = Optional.empty();

  @Option(
      names = "--password-env",
      paramLabel = "VARIABLE",
      description = "Environment variable that holds the password. Without either it is asked for.")
  private Optional<String> passwordVariable = Optional.empty();

  @Option(
      names = "--wwsf",
      paramLabel = "URL",
      defaultValue = "${env:RINGWAY_BASE_URL:-http://localhost:8080}",
      description = "Address of the WWSF (default: ${DEFAULT-VALUE}).")
  private URI wwsf = URI.create("http://localhost:8080");

  @Override
  public Integer call() {
    String secret =
        password
            .or(() -> passwordVariable.map(TokenCommand::fromEnvironment))
            .orElseGet(TokenCommand::ask);
    try {
      System.out.println(BrowserSignIn.accessDocument(wwsf, user, secret));
      return 0;
    } catch (SignInFailure e) {
      spec.commandLine().getErr().println(e.getMessage());
      return 1;
    }
  }

  private static String fromEnvironment(String name) {
    return Optional.ofNullable(System.getenv(name))
        .orElseThrow(
            () -> new ConfigError("--password-env: environment variable " + name + " is not set"));
  }

  private static String ask() {
    Console console = System.console();
    if (console == null || !console.isTerminal()) {
      throw new ConfigError("give --password or --password-env: there is no terminal to ask at");
    }
    char[] typed = console.readPassword("Password: ");
    return typed == null ? "" : new String(typed);
  }
}
