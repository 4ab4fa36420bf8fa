// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import ringway.acceptance.peers.FreePort;
import ringway.acceptance.peers.PeerProcess;

/** A media function in a process of its own, which can be killed. */
public final class MediaProcess implements AutoCloseable {
  private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

  private final Path folder = PeerProcess.folder("media");
  private final int iqPort = FreePort.next();
  private final int management = FreePort.next();
  private PeerProcess process = start();

  private PeerProcess start() {
    Path config = folder.resolve("media.yaml");
    try {
      Files.writeString(
          config,
          """
          media:
            iq: {port: %d}
            webrtc: {port: 0}
            rtp: {first-port: 0, last-port: 0}
            management: {port: %d}
          """
              .formatted(iqPort, management));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<String> command =
        List.of(
            JAVA.toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            "ringway.launcher.Ringway",
            "media",
            "--config",
            config.toString());
    return PeerProcess.start(folder.resolve("log"), command).untilListening(management);
  }

  /** Of its Iq. */
  public String address() {
    return "ws://127.0.0.1:" + iqPort + "/iq";
  }

  public void kill() {
    process.kill();
  }

  /** Another life at the same address. */
  public void startAgain() {
    process = start();
  }

  @Override
  public void close() {
    process.close();
  }
}
