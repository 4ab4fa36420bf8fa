// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ringway.epcscf.alg.Codec;
import ringway.runtime.config.ConfigError;
import ringway.runtime.config.ConfigSource;

class EpCscfConfigTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          rtcp-mux: sometimes | rtcp-mux: expected one of offered, required, refused, found `sometimes`
          access: [opsu]      | access[0]: expected one of opus, g722, pcmu, pcma, amr-wb
          core: [telephone-event] | core lists opus, g722, pcmu, pcma, amr-wb, amr-wb-octet, amr, amr-octet, at least one and none twice, found [telephone-event]
          """)
  void whatCanBeWrittenIsNamedAsItIsWritten(String codecs, String expected) {
    assertThatThrownBy(() -> read(codecs))
        .isInstanceOf(ConfigError.class)
        .hasMessageContaining("codecs." + expected);
  }

  @Test
  void codecsAreNamedAsPeopleDo() throws IOException {
    assertThat(read("core: [pcma, AMR-WB]").codecs().core())
        .containsExactly(Codec.PCMA, Codec.AMR_WB);
  }

  private EpCscfConfig read(String codecs) throws IOException {
    Path file = directory.resolve("ringway.yaml");
    Files.writeString(file, "ep-cscf: {codecs: {" + codecs + "}}");
    return ConfigSource.read(Optional.of(file), Set.of("ep-cscf"), Map.of())
        .section("ep-cscf", EpCscfConfig.class);
  }
}
