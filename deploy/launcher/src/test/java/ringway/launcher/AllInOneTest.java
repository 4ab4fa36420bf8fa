// SPDX-License-Identifier: Apache-2.0
package ringway.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import ringway.epcscf.EpCscfConfig;
import ringway.launcher.ports.PortClaim;
import ringway.launcher.token.BrowserSignIn;
import ringway.launcher.token.SignInFailure;
import ringway.runtime.config.ConfigError;
import ringway.runtime.config.ConfigSource;

/** One all-in-one for every test, on free ports. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AllInOneTest {
  private final Map<String, String> environment = freePorts();
  private Path data;
  private AllInOne all;

  @BeforeAll
  void start(@TempDir Path directory) {
    data = directory;
    all = AllInOne.start(Optional.empty(), data, environment);
  }

  @AfterAll
  void stop() {
    all.close();
  }

  @Test
  void everyFunctionIsReadyAndTellsItsMetrics() throws Exception {
    for (String section : List.of("wwsf", "waf", "ep-cscf", "media", "ims-core")) {
      String management = "http://127.0.0.1:" + all.settings().text(section + ".management.port");

      assertThat(status(management + "/health/ready")).as(section).isEqualTo(200);
      assertThat(status(management + "/metrics")).as(section).isEqualTo(200);
    }
  }

  @Test
  void demoUserGetsAnAccessDocumentByHand() throws Exception {
    JsonNode access = new JsonMapper().readTree(BrowserSignIn.accessDocument(wwsf(), "bob", "bob"));

    assertThat(access.path("impi").asText()).isEqualTo("bob@ims.example.net");
    assertThat(access.path("impus").toString())
        .isEqualTo("[\"sip:bob@ims.example.net\",\"tel:+15550102\"]");
    assertThat(access.path("domain").asText()).isEqualTo("ims.example.net");
    assertThat(access.path("w2").asText())
        .isEqualTo("ws://localhost:" + all.settings().text("ep-cscf.w2.port") + "/");
    assertThat(access.path("access_token").asText()).contains(".");
    assertThat(access.path("expires_at").asText()).endsWith("Z");
    assertThat(access.path("ice_servers").isArray()).isTrue();
  }

  @Test
  void wrongPasswordIsOneSentenceWithoutThePassword() {
    assertThatThrownBy(() -> BrowserSignIn.accessDocument(wwsf(), "alice", "hunter2"))
        .isInstanceOf(SignInFailure.class)
        .hasMessage(
            "http://localhost:%s does not accept that user name and password."
                .formatted(all.settings().text("waf.listen.port")));
  }

  @Test
  void panelTellsAddressAccountsNumbersLogsAndMetrics() {
    assertThat(ReadyPanel.of(all.settings()))
        .contains(
            wwsf().toString(),
            "alice / alice",
            "sip:bob@ims.example.net, tel:+15550102",
            "+15550199",
            "+15550198",
            data.resolve("ringway.log").toString(),
            "/metrics  ep-cscf",
            "Ctrl-C");
    assertThat(ReadyPanel.variables(all.settings()))
        .contains("RINGWAY_BASE_URL=" + wwsf() + "\n", "RINGWAY_CORE_URL=http://127.0.0.1:");
  }

  @Test
  void logGoesToTheFileAndTheSecretIsItsOwnersAlone() throws Exception {
    assertThat(Files.readString(data.resolve("ringway.log"))).contains("started function=wwsf");
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(data.resolve("wwsf-client-secret"))))
        .isEqualTo("rw-------");
  }

  @Test
  void secondOneOnTheSamePortsIsToldWhoHoldsThem(@TempDir Path otherData) {
    assertThatThrownBy(() -> AllInOne.start(Optional.empty(), otherData, environment))
        .isInstanceOf(ConfigError.class)
        .hasMessageContaining(
            "Port %s (TCP) for wwsf.listen.port on 127.0.0.1 is taken by"
                .formatted(all.settings().text("wwsf.listen.port")))
        .hasMessageContaining("RINGWAY_WWSF_LISTEN_PORT=<port>")
        .hasMessageContaining("12 more ports are taken; `up --free-ports` takes others for all.")
        .message()
        .doesNotContain("\n");
  }

  @Test
  void closingGivesEveryPortBack(@TempDir Path otherData) {
    Map<String, String> other = freePorts();
    AllInOne second = AllInOne.start(Optional.empty(), otherData, other);
    List<PortClaim> claims = OpenPorts.of(second.settings().source());

    second.close();

    assertThat(claims).hasSize(PortClaim.defaults().size());
    assertThat(claims).allSatisfy(claim -> assertThat(claim.problem()).isEmpty());
  }

  @Test
  void failureHalfWayLeavesNothingOpen(@TempDir Path otherData) {
    Map<String, String> other = new HashMap<>(freePorts());
    // The WWSF is the last to start, and finds only then that its site is missing.
    other.put("RINGWAY_WWSF_SITE", otherData.resolve("no-such-directory").toString());

    assertThatThrownBy(() -> AllInOne.start(Optional.empty(), otherData, other))
        .hasMessageContaining("no-such-directory");

    assertThat(PortClaim.defaults())
        .allSatisfy(claim -> assertThat(claim.under(other).problem()).isEmpty());
  }

  @Test
  void demoAccountsAreRefusedOffLoopback(@TempDir Path otherData) {
    Map<String, String> open = new HashMap<>(freePorts());
    open.put("RINGWAY_WWSF_LISTEN_HOST", "0.0.0.0");

    assertThatThrownBy(() -> AllInOne.start(Optional.empty(), otherData, open))
        .isInstanceOf(ConfigError.class)
        .hasMessageContaining("demo accounts exist on loopback only");
  }

  @Test
  void ownUsersReplaceTheDemoAccounts(@TempDir Path otherData) throws Exception {
    Path file =
        Files.writeString(
            otherData.resolve("own.yaml"),
            """
            waf:
              users:
                - name: carol
                  password-hash: $argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHApl8ArZWb2GRPPc
                  impi: carol@ims.example.net
                  impus: ["sip:carol@ims.example.net"]
            """);
    AllInOneSettings settings =
        AllInOneSettings.over(
            ConfigSource.read(Optional.of(file), NodeFunction.sections(), Map.of()),
            otherData,
            otherData::resolve);

    assertThat(settings.demo()).isFalse();
    assertThat(settings.users()).hasSize(1);
    assertThat(ReadyPanel.of(settings)).contains("carol").doesNotContain("alice / alice");
  }

  @Test
  void addressesFollowThePorts(@TempDir Path otherData) {
    AllInOneSettings settings =
        AllInOneSettings.over(
            ConfigSource.read(
                Optional.empty(),
                NodeFunction.sections(),
                Map.of(
                    "RINGWAY_WAF_LISTEN_PORT", "18081",
                    "RINGWAY_WWSF_LISTEN_PORT", "18080",
                    "RINGWAY_IMSCORE_PORT", "15060",
                    "RINGWAY_MEDIA_IQ_PORT", "18083")),
            otherData,
            otherData::resolve);

    assertThat(settings.text("waf.issuer")).isEqualTo("http://localhost:18081");
    assertThat(settings.text("wwsf.waf.issuer")).isEqualTo("http://localhost:18081");
    assertThat(settings.text("wwsf.public-address")).isEqualTo("http://localhost:18080");
    assertThat(settings.text("ep-cscf.mw.entry-point")).isEqualTo("sip:127.0.0.1:15060");
    assertThat(
            settings
                .source()
                .effective("ep-cscf", EpCscfConfig.class)
                .at("/media/functions/0")
                .asText())
        .isEqualTo("ws://127.0.0.1:18083/iq");
  }

  private static Map<String, String> freePorts() {
    return AllInOne.withFreePorts(Optional.empty(), Map.of());
  }

  private URI wwsf() {
    return URI.create(all.settings().text("wwsf.public-address"));
  }

  private static int status(String uri) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(HttpRequest.newBuilder(URI.create(uri)).build(), BodyHandlers.discarding())
          .statusCode();
    }
  }
}
