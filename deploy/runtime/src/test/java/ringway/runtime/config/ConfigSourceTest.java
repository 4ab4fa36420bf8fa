// SPDX-License-Identifier: Apache-2.0
package ringway.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ringway.runtime.http.TlsConfig;

class ConfigSourceTest {
  private static final Set<String> SECTIONS = Set.of("phone-box", "other");

  @TempDir Path dir;

  @Test
  void referenceFileGivesEveryDefault() {
    PhoneBox box = from(Map.of()).section("phone-box", PhoneBox.class);

    assertThat(box.listen().port()).isEqualTo(4711);
    assertThat(box.listen().tls().mode()).isEqualTo(TlsConfig.Mode.OFF);
    assertThat(box.paint()).isEqualTo(PhoneBox.Paint.RED);
    assertThat(box.ringFor()).isEqualTo(Duration.ofSeconds(30));
    assertThat(box.maxMessage().bytes()).isEqualTo(16 * 1024);
    assertThat(box.boxKey()).isEmpty();
    assertThat(box.bank()).isEqualTo(URI.create("http://localhost:9999"));
  }

  @Test
  void fileOverridesDefaultsAndLeavesTheRest() {
    PhoneBox box =
        box(
            """
            phone-box:
              listen: {port: 81}
              paint: bottle-green
              callers: [{name: ann, calls: 2}]
            """);

    assertThat(box.listen().port()).isEqualTo(81);
    assertThat(box.listen().host()).isEqualTo("127.0.0.1");
    assertThat(box.paint()).isEqualTo(PhoneBox.Paint.BOTTLE_GREEN);
    assertThat(box.callers()).containsExactly(new PhoneBox.Caller("ann", 2, Optional.empty()));
  }

  @Test
  void addedDefaultsAreWeakerThanTheFileAndStrongerThanTheReference() {
    ConfigSource source =
        ConfigSource.read(Optional.of(file("phone-box: {label: mine}")), SECTIONS, Map.of())
            .withDefaults("phone-box: {label: theirs, ring-for: 5s}");

    PhoneBox box = source.section("phone-box", PhoneBox.class);

    assertThat(box.label()).isEqualTo("mine");
    assertThat(box.ringFor()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void environmentOverridesTheFile() {
    Map<String, String> environment =
        Map.of(
            "RINGWAY_PHONEBOX_LISTEN_PORT", "82",
            "RINGWAY_PHONEBOX_RINGFOR", "1m",
            "RINGWAY_PHONEBOX_COINS", "false",
            "RINGWAY_PHONEBOX_LISTEN_HOST", "'127.0.0.1'",
            "RINGWAY_PHONEBOX_LABEL", "12: @home",
            "RINGWAY_PHONEBOX_LISTEN_TLS_MODE", "off",
            "RINGWAY_PHONEBOX_CALLERS", "[{name: eve, calls: 1, nickname: e}]");
    ConfigSource source =
        ConfigSource.read(
            Optional.of(file("phone-box: {listen: {port: 81}}")), SECTIONS, environment);

    PhoneBox box = source.section("phone-box", PhoneBox.class);

    assertThat(box.listen().port()).isEqualTo(82);
    assertThat(box.ringFor()).isEqualTo(Duration.ofMinutes(1));
    assertThat(box.coins()).isFalse();
    assertThat(box.listen().host()).isEqualTo("127.0.0.1");
    assertThat(box.label()).isEqualTo("12: @home");
    assertThat(box.callers()).containsExactly(new PhoneBox.Caller("eve", 1, Optional.of("e")));
  }

  @Test
  void listGivenInTheFileReplacesTheDefaultList() {
    ConfigSource source =
        ConfigSource.read(Optional.of(file("phone-box: {callers: []}")), SECTIONS, Map.of())
            .withDefaults("phone-box: {callers: [{name: ann, calls: 2}]}");

    assertThat(source.section("phone-box", PhoneBox.class).callers()).isEqualTo(List.of());
  }

  @Test
  void effectiveSettingsAreYamlUnderTheSectionName() {
    String yaml =
        from(Map.of("RINGWAY_PHONEBOX_LISTEN_PORT", "83"))
            .effectiveYaml("phone-box", PhoneBox.class);

    assertThat(yaml).startsWith("phone-box:\n").contains("port: 83").doesNotContain("---");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '§',
      value = {
        "phone-bax: {}                        | unknown key `phone-bax`; did you mean `phone-box`?",
        "phone-box: {labl: x}                 | unknown key `phone-box.labl`; did you mean"
            + " `label`?",
        "phone-box: {listen: {prot: 1}}       | unknown key `phone-box.listen.prot`; did you mean"
            + " `port`?",
        "phone-box: {zzzzzzzz: 1}             | unknown key `phone-box.zzzzzzzz`; known here: bank,"
            + " box-key,",
        "phone-box: {callers: [{name: x, cals: 1, calls: 1}]}| phone-box.callers[0].cals: unknown"
            + " key; did you mean `calls`?",
        "phone-box: {listen: {port: many}}    | phone-box.listen.port: expected a whole number,"
            + " found `many`",
        "phone-box: {listen: {port: 70000}}   | phone-box.listen: port must be 0 to 65535, found"
            + " 70000",
        "phone-box: {listen: 80}              | phone-box.listen: expected keys below it",
        "phone-box: 7                         | phone-box: expected keys below it",
        "phone-box: {coins: maybe}            | phone-box.coins: expected true or false, found"
            + " `maybe`",
        "phone-box: {paint: blue}             | phone-box.paint: expected one of red, bottle-green,"
            + " found `blue`",
        "phone-box: {ring-for: soon}          | phone-box.ring-for: expected a duration such as"
            + " 30s, found `soon`",
        "phone-box: {ring-for: 0s}            | phone-box: ring-for must be longer than nothing, 1h"
            + " at most, found 0s",
        "phone-box: {ring-for: 5400s}         | found 90m",
        "phone-box: {ring-for: 5400123ms}     | found 5400123ms",
        "phone-box: {ring-for: 90010s}        | found 90010s",
        "phone-box: {ring-for: 30d}           | found 30d",
        "phone-box: {max-message: 3 pages}    | phone-box.max-message: expected a size such as"
            + " 16KiB, found `3 pages`",
        "phone-box: {callers: ann}            | phone-box.callers: expected a list such as [a, b],"
            + " found `ann`",
        "phone-box: {callers: [{name: ann}]}  | phone-box.callers[0].calls: must be given",
        "phone-box: {label: null}             | phone-box.label: must be given",
        "phone-box: {bank: 'a b'}             | phone-box.bank: expected an address such as"
            + " http://localhost:8080, found `a b`",
        "phone-box: {box-key: hunter2}        | phone-box.box-key: a secret is given as file:/path"
            + " or env:NAME, never in clear",
        "phone-box: {box-key: [1, 2]}         | phone-box.box-key: expected a reference, file:/path"
            + " or env:NAME",
        "phone-box: {box-key: 'file:/no/such'}| phone-box.box-key: secret file /no/such cannot be"
            + " read",
        "phone-box: {listen: {host: 10.0.0.1}}| phone-box.listen: TLS is required on 10.0.0.1,"
            + " which is not loopback",
        "phone-box: {listen: {host: no.invalid}}| phone-box.listen: host `no.invalid` does not"
            + " resolve",
        "phone-box: {listen: {tls: {mode: files}}}| phone-box.listen.tls: tls.mode `files` needs"
            + " tls.certificate and tls.key",
        "justtext                             | expected sections such as `ep-cscf:`, found a"
            + " single value",
      })
  void mistakeIsNamedWithFileKeyAndWhatIsExpected(String yaml, String sentence) {
    Path file = file(yaml);

    assertThatThrownBy(() -> box(file))
        .isInstanceOf(ConfigError.class)
        .hasMessageStartingWith(file + ": ")
        .hasMessageContaining(sentence)
        .message()
        .doesNotContain("\n", "hunter2");
  }

  @Test
  void brokenYamlIsNamedWithItsLine() {
    Path file = file("phone-box:\n  label: [unclosed\n");

    assertThatThrownBy(() -> box(file))
        .isInstanceOf(ConfigError.class)
        .hasMessageMatching("(?s)" + Pattern.quote(file.toString()) + ":\\d+: .*");
  }

  @Test
  void keyGivenTwiceIsRefused() {
    Path file = file("phone-box:\n  label: a\n  label: b\n");

    assertThatThrownBy(() -> box(file))
        .isInstanceOf(ConfigError.class)
        .hasMessageContaining("label");
  }

  @Test
  void missingFileIsNamed() {
    Path file = dir.resolve("nowhere.yaml");

    assertThatThrownBy(() -> box(file))
        .isInstanceOf(ConfigError.class)
        .hasMessage(file + " does not exist");
  }

  @Test
  void wrongValueFromTheEnvironmentNamesTheVariable() {
    ConfigSource source = from(Map.of("RINGWAY_PHONEBOX_LISTEN_PORT", "many"));

    assertThatThrownBy(() -> source.section("phone-box", PhoneBox.class))
        .isInstanceOf(ConfigError.class)
        .hasMessage(
            "RINGWAY_PHONEBOX_LISTEN_PORT: phone-box.listen.port: expected a whole number,"
                + " found `many`");
  }

  @Test
  void variablesThatSetNothingAreFoundButThoseOfKubernetesLeftAlone() {
    Map<String, String> environment =
        Map.of(
            "RINGWAY_PHONEBOX_LABEL", "x",
            "RINGWAY_PHONEBOX_LABLE", "x",
            "RINGWAY_PHONEBOX_SERVICE_HOST", "10.0.0.1",
            "RINGWAY_PHONEBOX_PORT", "tcp://10.0.0.1:80",
            "RINGWAY_PHONEBOX_PORT_80_TCP_PROTO", "tcp",
            "RINGWAY_OTHER", "x");
    EnvironmentOverlay overlay =
        new EnvironmentOverlay(new ObjectMapper(), "phone-box", environment);
    overlay.applyTo(from(Map.of()).effective("phone-box", PhoneBox.class));

    assertThat(overlay.unused()).containsExactly("RINGWAY_PHONEBOX_LABLE");
  }

  private static ConfigSource from(Map<String, String> environment) {
    return ConfigSource.read(Optional.empty(), SECTIONS, environment);
  }

  private PhoneBox box(String yaml) {
    return box(file(yaml));
  }

  private static PhoneBox box(Path file) {
    return ConfigSource.read(Optional.of(file), SECTIONS, Map.of())
        .section("phone-box", PhoneBox.class);
  }

  private Path file(String yaml) {
    try {
      return Files.writeString(dir.resolve("ringway.yaml"), yaml);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
