// SPDX-License-Identifier: Apache-2.0
package ringway.wwsf.turn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ringway.runtime.config.Secret;

/** Whether coturn takes our credentials: TS 33.203 X.5.1, RFC 7635. */
class TurnServerTest {
  private static final String SECRET = "a secret shared with the TURN server";
  private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);
  private static final String NAME = "turn.example.net";

  @TempDir private Path directory;
  private final int port = freePort();
  private Optional<Process> server = Optional.empty();

  @AfterEach
  void stop() throws InterruptedException {
    if (server.isPresent()) {
      server.get().destroy();
      server.get().waitFor();
    }
  }

  @Test
  void credentialOfThisHourGivesAnAllocation() throws Exception {
    startTurnServer("--use-auth-secret", "--static-auth-secret=" + SECRET);
    Map<String, Object> credential = credential(Clock.systemUTC());

    assertThat(asked(credential).type()).isEqualTo(StunClient.SUCCESS);
  }

  @Test
  void credentialThatHasEndedGivesNone() throws Exception {
    startTurnServer("--use-auth-secret", "--static-auth-secret=" + SECRET);
    Clock before = Clock.fixed(Instant.now().minus(Duration.ofHours(2)), ZoneOffset.UTC);

    assertThat(asked(credential(before)).code()).isEqualTo(401);
  }

  @Test
  void credentialMadeLongerByItsHolderGivesNone() throws Exception {
    startTurnServer("--use-auth-secret", "--static-auth-secret=" + SECRET);
    Map<String, Object> credential = credential(Clock.systemUTC());
    String longer = "9" + credential.get("username");

    try (StunClient client = new StunClient(port)) {
      assertThat(client.allocates(longer, (String) credential.get("credential")).code())
          .isEqualTo(401);
    }
  }

  @Test
  void coturnReadsOurAccessTokens() throws Exception {
    Map<String, Object> token = new TurnTokens(config(), Clock.systemUTC()).token().orElseThrow();

    assertThat(decoded(NAME, (String) token.get("access_token")))
        .contains("Valid token", "mac key length: 20", "lifetime: 3600");
  }

  @Test
  void coturnReadsNoTokenOfAnotherServerAndNoneThatWasChanged() throws Exception {
    Map<String, Object> token = new TurnTokens(config(), Clock.systemUTC()).token().orElseThrow();
    String text = (String) token.get("access_token");
    byte[] bytes = Base64.getDecoder().decode(text);
    bytes[bytes.length - 1] ^= 1;

    assertThat(decoded("turn.elsewhere.example", text)).doesNotContain("Valid token");
    assertThat(decoded(NAME, Base64.getEncoder().encodeToString(bytes)))
        .doesNotContain("Valid token");
  }

  /** What coturn's own tool finds in a token. */
  private String decoded(String serverName, String token) throws IOException, InterruptedException {
    assumeInstalled("turnutils_oauth", "coturn");
    Path out = directory.resolve("decoded");
    Process process =
        new ProcessBuilder(
                "turnutils_oauth",
                "-d",
                "-v",
                "-i",
                serverName,
                "-j",
                "ours",
                "-k",
                KEY,
                "-l",
                Long.toString(Instant.now().getEpochSecond() - 60),
                "-m",
                "36000",
                "-n",
                "A256GCM",
                "-t",
                token)
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    process.waitFor();
    return Files.readString(out, StandardCharsets.ISO_8859_1); // it prints the key raw
  }

  private StunClient.Answer asked(Map<String, Object> credential) throws Exception {
    try (StunClient client = new StunClient(port)) {
      return client.allocates(
          (String) credential.get("username"), (String) credential.get("credential"));
    }
  }

  private static Map<String, Object> credential(Clock clock) {
    return new TurnCredentials(config(), clock).iceServer("abcdefghijklmnopqrst").orElseThrow();
  }

  private static TurnConfig config() {
    return new TurnConfig(
        List.of("turn:127.0.0.1"),
        Optional.of(Secret.of(SECRET)),
        Duration.ofHours(1),
        new TurnConfig.OAuth(Optional.of("ours"), Optional.of(Secret.of(KEY)), NAME));
  }

  private void startTurnServer(String... more) throws IOException {
    assumeInstalled("turnserver", "coturn");
    List<String> command =
        new ArrayList<>(
            List.of(
                "turnserver",
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
                "--pidfile",
                directory.resolve("pid").toString(),
                "--log-file",
                directory.resolve("turn.log").toString()));
    command.addAll(List.of("-b", directory.resolve("users").toString()));
    command.addAll(List.of(more));
    server =
        Optional.of(
            new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("out.log").toFile())
                .start());
  }

  private static void assumeInstalled(String program, String debianPackage) {
    assumeThat(List.of(System.getenv("PATH").split(":")))
        .as(program + " is not installed: apt-get install " + debianPackage)
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  private static int freePort() {
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new AssertionError("no free port", e);
    }
  }
}
