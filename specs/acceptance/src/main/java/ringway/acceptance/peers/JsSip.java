// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.peers;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/**
 * JsSIP as npm brings it to the web client, run by Node.js. Skips the flow where it is not there.
 */
public final class JsSip {
  private static final Duration LIMIT = Duration.ofSeconds(40);

  private JsSip() {}

  /** Registers and ends the registration; what it told on the way. */
  public static String registersAndLeaves(URI w2, String identity, String token) {
    Path program = Program.NODE.orSkip();
    Path modules = webClient();
    Path folder = PeerProcess.folder("jssip");
    Path script = PeerProcess.copy("jssip-register.cjs", folder, Map.of());
    List<String> command =
        List.of(program.toString(), script.toString(), modules.toString(), w2.toString(), identity);
    try (PeerProcess jsSip =
        PeerProcess.start(folder.resolve("log"), command, Map.of("TOKEN", token))) {
      int status = jsSip.awaitExit(LIMIT);
      if (status != 0) {
        throw new AssertionError("JsSIP ended with " + status + "\n" + jsSip.log());
      }
      return jsSip.log();
    }
  }

  private static Path webClient() {
    return Stream.iterate(Path.of("").toAbsolutePath(), p -> p != null, Path::getParent)
        .map(folder -> folder.resolve("web-client"))
        .filter(folder -> Files.isDirectory(folder.resolve("node_modules/jssip")))
        .findFirst()
        .orElseThrow(
            () -> new TestAbortedException("JsSIP is missing (npm ci in the folder web-client)"));
  }
}
