// SPDX-License-Identifier: Apache-2.0
package ringway.launcher;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ringway up}. */
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    description =
        "Starts everything in one process on loopback: WAF, WWSF, eP-CSCF, media function and a lab"
            + " IMS core, with demo accounts. Ends with Ctrl-C.")
final class UpCommand implements Callable<Integer> {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Settings stronger than those of the demo.")
  private Optional<Path> config = Optional.empty();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = ".ringway",
      description = "Directory for log and keys (default: ${DEFAULT-VALUE}).")
  private Path data = Path.of(".ringway");

  @Option(
      names = "--free-ports",
      description = "Takes free ports wherever the environment chooses none.")
  private boolean freePorts;

  @Option(
      names = "--ready-file",
      paramLabel = "FILE",
      description = "File to write the addresses to, as shell variables, once all is ready.")
  private Optional<Path> readyFile = Optional.empty();

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintStream out = System.out;
    Map<String, String> environment =
        freePorts ? AllInOne.withFreePorts(config, System.getenv()) : System.getenv();
    out.println("Starting the lab IMS core, media, WAF, eP-CSCF and WWSF …");
    AllInOne all = AllInOne.start(config, data, environment);
    out.print(ReadyPanel.of(all.settings()));
    out.flush();
    if (readyFile.isPresent()) {
      writeReadyFile(readyFile.get(), ReadyPanel.variables(all.settings()));
    }
    RunUntilStopped.await(
        all, () -> out.println("\nStopping …"), () -> out.println("Ringway has stopped."));
    return 0;
  }

  /** Appears whole or not at all, since somebody waits for it. */
  private static void writeReadyFile(Path file, String text) throws IOException {
    Path partial = file.resolveSibling(file.getFileName() + ".part");
    Files.writeString(partial, text);
    Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
