// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.peers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A Kamailio with one of our scripts, the particulars given to it as definitions. */
public final class Kamailio implements AutoCloseable {
  private final PeerProcess process;
  private final Path folder;

  private Kamailio(PeerProcess process, Path folder) {
    this.process = process;
    this.folder = folder;
  }

  /**
   * Returns when it accepts connections.
   *
   * @param script resource of this package
   * @param definitions name to value; a text is written with its quotes
   * @param megabytes of memory its processes share
   * @param tcpPort of 127.0.0.1 it will listen on
   */
  public static Kamailio start(
      String script, Map<String, String> definitions, int megabytes, int tcpPort) {
    Path program = Program.KAMAILIO.orSkip();
    Path folder = PeerProcess.folder(script);
    Path config = PeerProcess.copy(script + ".cfg", folder, Map.of());
    List<String> command =
        new ArrayList<>(
            List.of(
                program.toString(),
                "-DD",
                "-E",
                "-f",
                config.toString(),
                "-P",
                folder.resolve("pid").toString(),
                "-Y",
                folder.toString(),
                "-m",
                Integer.toString(megabytes)));
    definitions.forEach(
        (name, value) -> {
          command.add("-A");
          command.add(value.isEmpty() ? name : name + "=" + value);
        });
    command.addAll(List.of("-A", "FOLDER=\"" + folder + "\""));
    PeerProcess process = PeerProcess.start(folder.resolve("log"), command).untilListening(tcpPort);
    return new Kamailio(process, folder);
  }

  /** Every message it has received and sent so far. */
  public List<DumpedMessage> messages() {
    return DumpedMessage.readAll(folder);
  }

  /** Its processes. */
  public List<Long> pids() {
    return process.pids();
  }

  public String log() {
    return process.log();
  }

  @Override
  public void close() {
    process.close();
  }
}
