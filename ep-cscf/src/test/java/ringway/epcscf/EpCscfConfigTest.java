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
          access: [OPSU]      | access[0]: expected one of OPUS, G722, PCMU, PCMA, AMR_WB, AMR_WB_OCTET, AMR, AMR_OCTET, found `OPSU`
          core: [CN]          | found `CN`
          core: [TELEPHONE_EVENT] | found `TELEPHONE_EVENT`
          """)
  void whatCanBeWrittenIsNamedAsItIsWritten(String codecs, String expected) {
    assertThatThrownBy(() -> read(codecs))
        .isInstanceOf(ConfigError.class)
        .hasMessageContaining("ep-cscf.codecs.")
        .hasMessageEndingWith(expected);
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
