// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.peers;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.opentest4j.TestAbortedException;

/** A coturn on a free port of loopback. */
public final class Coturn implements AutoCloseable {
  /** What it calls itself; tokens are made for it. */
  public static final String NAME = "turn.example.net";

  private static final Path SCHEMA = Path.of("/usr/share/coturn/schema.sql");
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final PeerProcess process;
  private final int port;

  private Coturn(PeerProcess process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Checks user names and passwords made with this secret. */
  public static Coturn withSecret(String secret) {
    Program.COTURN.orSkip();
    Path folder = PeerProcess.folder("coturn");
    return start(
        folder, folder.resolve("users"), "--use-auth-secret", "--static-auth-secret=" + secret);
  }

  /**
   * Checks tokens made with this key.
   *
   * @param key 32 bytes in base64
   */
  public static Coturn withTokenKey(String kid, String key) {
    Program.COTURN.orSkip();
    Path sqlite = Program.SQLITE.orSkip();
    if (Files.notExists(SCHEMA)) {
      throw new TestAbortedException(SCHEMA + " is missing, of the package coturn");
    }
    Path folder = PeerProcess.folder("coturn");
    Path users = folder.resolve("users");
    String known =
        "insert into oauth_key values('%s','%s',%d,%d,'A256GCM','%s')"
            .formatted(
                kid,
                key,
                Instant.now().minusSeconds(60).getEpochSecond(),
                Duration.ofDays(1).toSeconds(),
                NAME);
    List<String> command = List.of(sqlite.toString(), users.toString(), ".read " + SCHEMA, known);
    PeerProcess filled = PeerProcess.start(folder.resolve("sqlite.log"), command);
    if (filled.awaitExit(LIMIT) != 0) {
      throw new IllegalStateException("the key could not be given to coturn: " + filled.log());
    }
    return start(folder, users, "--lt-cred-mech", "--oauth");
  }

  private static Coturn start(Path folder, Path users, String... more) {
    int port = FreePort.next();
    List<String> command =
        new ArrayList<>(
            List.of(
                Program.COTURN.orSkip().toString(),
                "-n",
                "--no-tls",
                "--no-dtls",
                "--no-tcp",
                "--no-cli",
                "-L",
                "127.0.0.1",
                "-E",
                "127.0.0.1",
                "-p",
                Integer.toString(port),
                "-m",
                "1",
                "-r",
                NAME,
                "--server-name",
                NAME,
                "-b",
                users.toString(),
                "--pidfile",
                folder.resolve("pid").toString(),
                "--simple-log",
                "--log-file",
                folder.resolve("turn.log").toString()));
    command.addAll(List.of(more));
    return new Coturn(PeerProcess.start(folder.resolve("log"), command), port);
  }

  /** Where it takes UDP, once it has started. */
  public int port() {
    return port;
  }

  @Override
  public void close() {
    process.close();
  }
}
