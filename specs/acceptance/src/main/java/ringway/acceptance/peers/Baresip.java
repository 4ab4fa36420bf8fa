// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/** A real phone, which answers and says back what it hears. Skips the flow where it is missing. */
public final class Baresip implements AutoCloseable {
  private final PeerProcess process;

  private Baresip(PeerProcess process) {
    this.process = process;
  }

  /**
   * @param port of loopback it listens on, UDP
   */
  public static Baresip answers(String number, int port) {
    Path program = Program.BARESIP.orSkip();
    Path folder = PeerProcess.folder("baresip");
    PeerProcess.copy(
        "baresip.conf",
        folder,
        Map.of("port", Integer.toString(port), "modules", modules().toString()));
    try {
      Files.move(folder.resolve("baresip.conf"), folder.resolve("config"));
      Files.writeString(
          folder.resolve("accounts"),
          "<sip:" + number + "@127.0.0.1;transport=udp>;regint=0;audio_codecs=PCMA\n");
      Files.writeString(folder.resolve("contacts"), "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    PeerProcess process =
        PeerProcess.start(
            folder.resolve("log"), List.of(program.toString(), "-f", folder.toString()));
    return new Baresip(process.until(() -> process.log().contains("baresip is ready")));
  }

  /** Debian has them in one place, or beside the libraries of the machine's kind. */
  private static Path modules() {
    return Stream.of("/usr/lib/baresip/modules", "/usr/lib/x86_64-linux-gnu/baresip/modules")
        .map(Path::of)
        .filter(Files::isDirectory)
        .findFirst()
        .orElseThrow(() -> new TestAbortedException(Program.BARESIP.missing()));
  }

  @Override
  public void close() {
    process.close();
  }
}
