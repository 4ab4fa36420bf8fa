// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.peers;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** SIPp playing one of our scenarios once, over UDP. Skips the flow where it is not installed. */
public final class Sipp implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(40);
  private static final String ADDRESS = "127.0.0.1";

  private final PeerProcess process;

  private Sipp(PeerProcess process) {
    this.process = process;
  }

  /**
   * Waits for a request. What is repeated is shown to the scenario, but for its pauses.
   *
   * @param keys what stands in brackets in the scenario
   */
  public static Sipp waits(String scenario, int port, Map<String, String> keys) {
    return new Sipp(
        start(scenario, port, keys, List.of("-nr", "-pause_msg_ign"))
            .until(() -> FreePort.isTakenForDatagrams(port)));
  }

  /** Begins by itself, towards this port of loopback. */
  public static Sipp begins(String scenario, int towards, Map<String, String> keys) {
    return new Sipp(start(scenario, FreePort.next(), keys, List.of(ADDRESS + ":" + towards)));
  }

  private static PeerProcess start(
      String scenario, int port, Map<String, String> keys, List<String> more) {
    Path program = Program.SIPP.orSkip();
    Path folder = PeerProcess.folder(scenario);
    Path file = PeerProcess.copy(scenario + ".xml", folder, keys);
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of("-sf", file.toString(), "-m", "1", "-nostdin", "-nd"));
    command.addAll(List.of("-i", ADDRESS, "-bind_local", "-p", Integer.toString(port)));
    command.addAll(List.of("-cp", Integer.toString(FreePort.next())));
    command.addAll(List.of("-timeout", LIMIT.toSeconds() + "s", "-timeout_error"));
    command.addAll(List.of("-trace_err", "-error_file", folder.resolve("errors").toString()));
    command.addAll(List.of("-trace_msg", "-message_file", folder.resolve("messages").toString()));
    command.addAll(more);
    return PeerProcess.start(folder.resolve("log"), command);
  }

  /** It has played its part to the end, and the other side did what the scenario expects. */
  public void isContent() {
    int status = process.awaitExit(LIMIT);
    if (status != 0) {
      throw new AssertionError("SIPp ended with " + status + "\n" + process.log());
    }
  }

  @Override
  public void close() {
    process.close();
  }
}
