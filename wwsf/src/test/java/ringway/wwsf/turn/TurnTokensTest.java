// SPDX-License-Identifier: Apache-2.0
package ringway.wwsf.turn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ringway.runtime.config.Secret;

/** Whether coturn can read our tokens: RFC 7635. */
class TurnTokensTest {
  private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);
  private static final String NAME = "turn.example.net";

  @TempDir private Path directory;

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

  private static TurnConfig config() {
    return new TurnConfig(
        List.of("turn:127.0.0.1"),
        Optional.empty(),
        Duration.ofHours(1),
        new TurnConfig.OAuth(Optional.of("ours"), Optional.of(Secret.of(KEY)), NAME));
  }

  private static void assumeInstalled(String program, String debianPackage) {
    assumeThat(List.of(System.getenv("PATH").split(":")))
        .as(program + " is not installed: apt-get install " + debianPackage)
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }
}
