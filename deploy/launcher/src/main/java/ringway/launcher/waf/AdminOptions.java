// SPDX-License-Identifier: Apache-2.0
package ringway.launcher.waf;

import java.net.URI;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import ringway.runtime.config.ConfigError;
import ringway.runtime.config.Secret;

/** Where the WAF is and how an administrator is known there. */
final class AdminOptions {
  @Option(
      names = "--admin",
      paramLabel = "URL",
      scope = ScopeType.INHERIT,
      defaultValue = "${env:RINGWAY_WAF_ADMIN_URL:-http://localhost:9081}",
      description = "Management address of the WAF (default: ${DEFAULT-VALUE}).")
  private URI address = URI.create("http://localhost:9081");

  @Option(
      names = "--token",
      paramLabel = "REFERENCE",
      scope = ScopeType.INHERIT,
      defaultValue = "${env:RINGWAY_WAF_ADMIN_TOKEN}",
      description =
          "The admin token as file:/path or env:NAME; without it RINGWAY_WAF_ADMIN_TOKEN holds"
              + " such a reference.")
  private Optional<String> token = Optional.empty();

  AdminClient client() {
    String reference =
        token.orElseThrow(
            () -> new ConfigError("give --token file:/path or env:NAME, as in waf.admin.token"));
    if (address.getHost() == null || !String.valueOf(address.getScheme()).matches("https?")) {
      throw new ConfigError("--admin: expected an address such as http://localhost:9081");
    }
    try {
      return new AdminClient(address, AdminClient.JSON.convertValue(reference, Secret.class));
    } catch (IllegalArgumentException e) {
      Throwable said = e;
      while (said.getCause() != null && said.getCause() instanceof Exception) {
        said = said.getCause();
        if (said.getClass() == IllegalArgumentException.class) {
          break;
        }
      }
      throw new ConfigError("--token: " + said.getMessage(), e);
    }
  }
}
