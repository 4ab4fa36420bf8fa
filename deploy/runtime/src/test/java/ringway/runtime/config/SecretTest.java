// SPDX-License-Identifier: Apache-2.0
package ringway.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretTest {
  @TempDir Path dir;

  @Test
  void fileReferenceGivesTheContentWithoutItsLineEnd() throws IOException {
    Path file = Files.writeString(dir.resolve("key"), "open sesame\n");

    assertThat(Secret.fromReference("file:" + file).reveal()).isEqualTo("open sesame");
  }

  @Test
  void environmentReferenceGivesTheVariable() {
    assertThat(Secret.fromReference("env:PATH").reveal()).isEqualTo(System.getenv("PATH"));
  }

  @Test
  void variableThatIsNotSetIsNamed() {
    assertThatThrownBy(() -> Secret.fromReference("env:RINGWAY_NO_SUCH_VARIABLE"))
        .hasMessage("environment variable RINGWAY_NO_SUCH_VARIABLE is not set");
  }

  @Test
  void emptyFileIsNoSecret() throws IOException {
    Path file = Files.writeString(dir.resolve("key"), "\n");

    assertThatThrownBy(() -> Secret.fromReference("file:" + file))
        .hasMessage("file " + file + " is empty, where a secret is expected");
  }

  @Test
  void aFileIsReadAgainAndOneThatCannotBeUsedChangesNothing() throws IOException {
    Path file = Files.writeString(dir.resolve("key"), "open sesame");
    Secret secret = Secret.inFile(file);

    Files.writeString(file, "close sesame");
    assertThat(secret.again().reveal()).isEqualTo("close sesame");
    Files.writeString(file, "");
    assertThat(secret.again()).isSameAs(secret);
    Files.delete(file);
    assertThat(secret.again()).isSameAs(secret);
    assertThat(Secret.of("a").again().reveal()).isEqualTo("a");
  }

  @Test
  void printsAsStars() {
    assertThat(Secret.of("open sesame")).hasToString("***");
    assertThat("key=" + Secret.of("open sesame")).doesNotContain("sesame");
  }

  @Test
  void matchesOnlyTheSameText() {
    assertThat(Secret.of("open sesame").matches("open sesame")).isTrue();
    assertThat(Secret.of("open sesame").matches("open sesam")).isFalse();
  }
}
