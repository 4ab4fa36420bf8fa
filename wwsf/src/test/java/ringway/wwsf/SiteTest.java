// SPDX-License-Identifier: Apache-2.0
package ringway.wwsf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import ringway.runtime.config.ConfigError;

/** The page and its settings. */
class SiteTest {
  @TempDir private Path directory;
  private RunningWwsf wwsf;

  @BeforeEach
  void start() throws IOException {
    Path site = Files.createDirectories(directory.resolve("site/assets")).getParent();
    Files.writeString(site.resolve("index.html"), "<!doctype html><title>Softphone</title>");
    Files.writeString(site.resolve("assets/index-DiwrgTda.js"), "export {};");
    Files.writeString(site.resolve("assets/ring.mp3"), "sound");
    Files.writeString(directory.resolve("secret.txt"), "not yours");
    wwsf =
        new RunningWwsf(
            """
            site: %s
            contacts: [{name: Echo, number: "tel:+15550199"}]
            """
                .formatted(site));
  }

  @AfterEach
  void stop() {
    wwsf.close();
  }

  @Test
  void rootIsThePageUnderAStrictPolicy() {
    HttpResponse<String> page = wwsf.get("/");

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body()).contains("Softphone");
    assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
        .contains("connect-src 'self' ws://localhost:8082;")
        .doesNotContain("unsafe", "*");
    assertThat(page.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    assertThat(page.headers().firstValue("Permissions-Policy").orElseThrow())
        .contains("microphone=(self)");
  }

  @ParameterizedTest
  @CsvSource({
    "/, text/html; charset=utf-8, no-cache",
    "/index.html, text/html; charset=utf-8, no-cache",
    "/assets/index-DiwrgTda.js, text/javascript; charset=utf-8, 'public, max-age=31536000,"
        + " immutable'",
    "/assets/ring.mp3, audio/mpeg, no-cache",
  })
  void filesHaveTheirTypeAndOnlyNamesWithAHashAreKeptForGood(
      String path, String type, String cache) {
    HttpResponse<String> file = wwsf.get(path);

    assertThat(file.headers().firstValue("Content-Type")).hasValue(type);
    assertThat(file.headers().firstValue("Cache-Control")).hasValue(cache);
  }

  @Test
  void fileTheBrowserAlreadyHasIsNotSentAgain() {
    String tag = wwsf.get("/").headers().firstValue("ETag").orElseThrow();
    HttpResponse<String> again = wwsf.get("/", "If-None-Match", tag);

    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(wwsf.get("/", "If-None-Match", "\"other\"").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/nothing",
        "/assets/",
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/assets/..%2f..%2fsecret.txt",
        "/%5c..%5csecret.txt",
        "//secret.txt",
        "/assets/%00"
      })
  void nothingButTheSitesFilesIsServed(String path) {
    HttpResponse<String> answer = wwsf.get(path);

    assertThat(answer.statusCode()).isIn(400, 404);
    assertThat(answer.body()).doesNotContain("not yours", "Exception");
  }

  @Test
  void pageSettingsNameTheNetworkAndTheNumbersToCall() {
    assertThat(RunningWwsf.json(wwsf.get("/config.json")))
        .containsEntry("domain", "ims.example.net")
        .containsEntry("w2", "ws://localhost:8082/")
        .containsEntry("name", "Ringway")
        .containsEntry("contacts", List.of(Map.of("name", "Echo", "number", "tel:+15550199")))
        .containsEntry("anonymous", false)
        .hasSize(5);
  }

  @Test
  void directoryWithoutAnIndexIsRefusedAtStart() {
    Path empty = directory.resolve("site/assets");

    assertThatThrownBy(() -> new RunningWwsf("site: " + empty + "\n"))
        .isInstanceOf(ConfigError.class)
        .hasMessageContaining("no index.html");
    assertThatThrownBy(() -> new RunningWwsf("site: " + directory.resolve("missing") + "\n"))
        .isInstanceOf(ConfigError.class)
        .hasMessageContaining("cannot be read");
  }
}
