// SPDX-License-Identifier: Apache-2.0
package ringway.launcher.waf;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import ringway.runtime.config.ConfigError;

/** {@code ringway waf clients}. */
@Command(
    name = "clients",
    mixinStandardHelpOptions = true,
    description = "The WWSFs that may ask for tokens, and the eP-CSCFs that may ask about them.")
final class ClientCommands extends AdminCommand {
  private static final long MOST_BYTES = 60 * 1024;

  @Command(mixinStandardHelpOptions = true, description = "Lists clients, without their secrets.")
  int list() {
    return list("clients", Map.of());
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = {
        "Adds a client from a JSON file with the keys of waf.clients; the secret in it is the"
            + " secret",
        "itself: keep the file to yourself."
      })
  int add(@Parameters(paramLabel = "FILE") Path file) {
    return send("POST", "clients", Map.of(), read(file));
  }

  @Command(mixinStandardHelpOptions = true, description = "Replaces a client from such a file.")
  int change(@Parameters(paramLabel = "ID") String id, @Parameters(paramLabel = "FILE") Path file) {
    return send("PUT", "clients", Map.of("id", id), read(file));
  }

  @Command(mixinStandardHelpOptions = true, description = "Deletes a client.")
  int delete(@Parameters(paramLabel = "ID") String id) {
    return send("DELETE", "clients", Map.of("id", id));
  }

  private static JsonNode read(Path file) {
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new ConfigError(file + " is too large to be a client");
      }
      JsonNode client = AdminClient.JSON.readTree(Files.readString(file));
      if (!client.isObject()) {
        throw new ConfigError(file + ": expected a JSON object");
      }
      return client;
    } catch (JacksonException e) {
      throw new ConfigError(file + ":" + e.getLocation().getLineNr() + ": not JSON", e);
    } catch (NoSuchFileException e) {
      throw new ConfigError(file + " does not exist", e);
    } catch (IOException e) {
      throw new ConfigError(file + " cannot be read: " + e.getMessage(), e);
    }
  }
}
