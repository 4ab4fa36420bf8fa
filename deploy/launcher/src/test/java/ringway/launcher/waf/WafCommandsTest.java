// SPDX-License-Identifier: Apache-2.0
package ringway.launcher.waf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import ringway.launcher.Commands;
import ringway.runtime.config.ConfigSource;
import ringway.waf.Waf;
import ringway.waf.WafConfig;
import ringway.waf.identity.PasswordHash;

/** The commands against a WAF that runs. */
class WafCommandsTest {
  private static final String HASH = PasswordHash.of("p").phc();

  @TempDir static Path shared;
  @TempDir Path dir;
  private static Waf waf;
  private static String management;
  private static Path token;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void start() throws Exception {
    token = Files.writeString(shared.resolve("token"), "an-admin-token-only-for-these-tests");
    int port = freePort();
    management = "http://localhost:" + port;
    Map<String, String> settings =
        Map.of(
            "RINGWAY_WAF_LISTEN_PORT",
            "0",
            "RINGWAY_WAF_MANAGEMENT_PORT",
            Integer.toString(port),
            "RINGWAY_WAF_STORE_URL",
            "jdbc:h2:mem:",
            "RINGWAY_WAF_ADMIN_TOKEN",
            "file:" + token);
    waf =
        Waf.start(
            ConfigSource.read(Optional.empty(), Set.of("waf"), settings)
                .section("waf", WafConfig.class));
  }

  @AfterAll
  static void stop() {
    waf.close();
  }

  @Test
  void authorityThatCannotBeReadIsOneSentence() {
    assertThat(run("users", "list", "--cacert", shared.resolve("none.pem").toString()))
        .isEqualTo(2);
    assertThat(err.toString()).endsWith("none.pem does not exist\n");
    assertThat(run("users", "list", "--cacert", token.toString())).isEqualTo(2);
    assertThat(err.toString()).endsWith("holds no PEM certificate\n");
  }

  @Test
  void userIsAddedShownChangedAndDeleted() {
    assertThat(
            run(
                "users",
                "add",
                "carol",
                "--impi",
                "carol@x.example",
                "--impu",
                "sip:carol@x.example",
                "--impu",
                "tel:+15551",
                "--password-hash",
                HASH))
        .isZero();
    assertThat(run("users", "list", "--name", "carol")).isZero();
    assertThat(out.toString()).contains("\"impus\":[\"sip:carol@x.example\",\"tel:+15551\"]");
    assertThat(run("users", "change", "carol", "--auto-login", "false")).isZero();
    assertThat(out.toString()).contains("\"auto-login\":false");
    assertThat(run("subscriptions", "add", "carol", "car@x.example", "tel:+15552")).isZero();
    assertThat(run("subscriptions", "show", "car@x.example")).isZero();
    assertThat(run("subscriptions", "revoke", "car@x.example")).isZero();
    assertThat(run("subscriptions", "delete", "car@x.example")).isZero();
    assertThat(run("users", "delete", "carol")).isZero();

    assertThat(run("users", "delete", "carol")).isEqualTo(1);
    assertThat(err.toString()).isEqualTo("there is no user `carol`\n");
  }

  @Test
  void accountAtAnotherProviderIsLinkedOnceShownAndUnlinked() {
    String issuer = "https://accounts.example.com";
    assertThat(
            run(
                "users",
                "add",
                "dora",
                "--impi",
                "dora@x.example",
                "--impu",
                "sip:dora@x.example",
                "--password-hash",
                HASH))
        .isZero();

    assertThat(run("users", "link", "dora", issuer, "4711")).isZero();
    assertThat(run("users", "links", "dora")).isZero();
    assertThat(out.toString().lines().toList().getLast())
        .contains("\"user\":\"dora\"", "\"issuer\":\"" + issuer + "\"", "\"subject\":\"4711\"");
    assertThat(run("users", "link", "dora", issuer, "4711")).isEqualTo(1);
    assertThat(run("users", "link", "nobody", issuer, "4712")).isEqualTo(1);
    assertThat(run("users", "link", "dora", "accounts", "4712")).isEqualTo(1);
    assertThat(run("users", "unlink", issuer, "4711")).isZero();
    assertThat(run("users", "unlink", issuer, "4711")).isEqualTo(1);
    long lines = out.toString().lines().count();
    assertThat(run("users", "links", "dora")).isZero();

    assertThat(out.toString().lines()).hasSize((int) lines);
    assertThat(err.toString())
        .isEqualTo(
            """
            this account is linked already
            there is no user `nobody`
            issuer: expected an address such as https://accounts.example.com
            there is no link of this account
            """);
  }

  @Test
  void poolsClientsKeysAndSessionsAnswer() throws Exception {
    Path client =
        Files.writeString(
            dir.resolve("client.json"),
            "{\"id\": \"kiosk\", \"secret\": \"a-secret-long-enough\", \"pools\": [\"hall\"]}");

    assertThat(run("pools", "add", "hall", "hall1@x.example", "sip:hall1@x.example")).isZero();
    assertThat(run("pools", "list")).isZero();
    assertThat(run("pools", "pairs", "hall")).isZero();
    assertThat(out.toString()).contains("\"name\":\"hall\"", "\"state\":\"free\"");
    assertThat(run("pools", "recall", "hall1@x.example")).isEqualTo(1);
    assertThat(run("pools", "remove", "hall", "hall1@x.example")).isZero();
    assertThat(run("pools", "delete", "hall")).isZero();
    assertThat(run("clients", "add", client.toString())).isZero();
    assertThat(run("clients", "change", "kiosk", client.toString())).isZero();
    assertThat(run("clients", "list")).isZero();
    assertThat(out.toString()).contains("\"id\":\"kiosk\"").doesNotContain("a-secret");
    assertThat(run("clients", "delete", "kiosk")).isZero();
    assertThat(run("keys", "list")).isZero();
    assertThat(out.toString()).contains("\"algorithm\":\"ES256\"");
    assertThat(run("keys", "rotate")).isEqualTo(1);
    assertThat(run("sessions", "list")).isZero();
    assertThat(run("sessions", "end", "--user", "nobody")).isZero();
    assertThat(out.toString()).contains("{\"ended\":0}");
  }

  @Test
  void fileIsImportedWholeAfterADryRunThatImportsNothing() throws Exception {
    Path file = csv("whole", 250);

    assertThat(run("users", "import", file.toString(), "--dry-run")).isZero();
    assertThat(err.toString()).isEqualTo("250 users could be imported.\n");
    assertThat(run("users", "list", "--name", "whole0")).isEqualTo(1);
    assertThat(run("users", "import", file.toString())).isZero();

    assertThat(err.toString()).endsWith("250 users have been imported.\n");
    assertThat(run("users", "list", "--name", "whole249")).isZero();
    assertThat(run("users", "list")).isZero();
    assertThat(out.toString().lines().filter(line -> line.contains("\"whole")).count())
        .isEqualTo(251);
    assertThat(run("users", "import", file.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("line 2: name: `whole0` is a user already");
  }

  @Test
  void everyWrongLineIsToldByItsNumberAndNothingIsImported() throws Exception {
    Path file = csv("broken", 230);
    List<String> lines = new ArrayList<>(Files.readAllLines(file));
    lines.set(1, "no name,x,a@x.example,tel:+1");
    lines.set(215, "broken214,\"%s\",nonsense,tel:+1".formatted(HASH));
    Files.write(file, lines);

    assertThat(run("users", "import", file.toString())).isEqualTo(1);

    assertThat(err.toString())
        .contains(
            file + ": line 2: name: a user name has 1 to 64",
            file + ": line 216: impi: an IMPI is user@realm, found `nonsense`",
            "2 of 230 lines are wrong; nothing is imported.");
    assertThat(run("users", "list", "--name", "broken5")).isEqualTo(1);
  }

  @Test
  void fileThatIsNoCsvOfSubscribersIsRefused() throws Exception {
    Path binary = Files.write(dir.resolve("binary"), new byte[] {'a', '\n', (byte) 0xff, '\n'});
    Path endless = Files.writeString(dir.resolve("endless"), "name\n" + "x".repeat(20_000));
    Path other = Files.writeString(dir.resolve("other.csv"), "id,mail\n1,a@b\n");
    Path empty = Files.writeString(dir.resolve("empty.csv"), "");

    assertThat(run("users", "import", binary.toString())).isEqualTo(1);
    assertThat(run("users", "import", endless.toString())).isEqualTo(1);
    assertThat(run("users", "import", other.toString())).isEqualTo(1);
    assertThat(run("users", "import", empty.toString())).isEqualTo(1);
    assertThat(run("users", "import", dir.resolve("none").toString())).isEqualTo(2);

    assertThat(err.toString())
        .contains(
            "is not UTF-8; nothing is imported.",
            "is too long to be CSV.",
            "the first line must name the columns",
            "empty.csv is empty.",
            "none does not exist");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "users add x --impi nonsense --impu tel:+1 --password-hash HASH",
        "users add x --impi a@b --impu nonsense --password-hash HASH",
        "users add x --impi a@b --impu tel:+1 --password-hash nonsense",
        "subscriptions add nobody a@b tel:+1",
        "subscriptions show nonsense",
        "pools delete none",
        "pools pairs none",
        "clients delete none",
        "sessions end none"
      })
  void whatTheWafRefusesIsOneSentenceAndExitCode1(String command) {
    assertThat(run(command.replace("HASH", HASH).split(" "))).isEqualTo(1);
    assertThat(err.toString().lines()).hasSize(1);
    assertThat(err.toString()).doesNotContain("Exception");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "users",
        "users bake",
        "users add",
        "users change x",
        "users add x --impi a@b --impu tel:+1 --password-env RINGWAY_NO_SUCH_VARIABLE",
        "sessions end",
        "clients add /no/such/file",
        "users list --admin nonsense",
        "users list --token in-clear",
        "users list --token file:/no/such/file"
      })
  void whatIsTypedWronglyIsSaidWithExitCode2(String command) {
    assertThat(run(command.split(" "))).isEqualTo(2);
    assertThat(err.toString()).isNotBlank().doesNotContain("\tat ");
  }

  @Test
  void wrongTokenAndDeadAddressAreSaid() throws Exception {
    Path wrong = Files.writeString(dir.resolve("wrong"), "another-token");

    assertThat(run("users", "list", "--token", "file:" + wrong)).isEqualTo(1);
    assertThat(run("users", "list", "--admin", "http://127.0.0.1:1")).isEqualTo(1);

    assertThat(err.toString())
        .contains("The WAF does not know this admin token.", "Nothing answers at")
        .doesNotContain("another-token");
  }

  private int run(String... arguments) {
    List<String> line = new ArrayList<>(List.of("waf"));
    line.addAll(List.of(arguments));
    if (!line.contains("--admin") && line.size() > 2) {
      line.addAll(List.of("--admin", management));
    }
    if (!line.contains("--token") && line.size() > 2) {
      line.addAll(List.of("--token", "file:" + token));
    }
    CommandLine command = Commands.commandLine();
    command.setOut(new PrintWriter(out, true));
    command.setErr(new PrintWriter(err, true));
    return command.execute(line.toArray(String[]::new));
  }

  private Path csv(String prefix, int users) throws IOException {
    return Files.writeString(
        dir.resolve(prefix + ".csv"),
        IntStream.range(0, users)
            .mapToObj(
                i ->
                    "%1$s%2$d,\"%3$s\",%1$s%2$d@x.example,sip:%1$s%2$d@x.example tel:+1%2$d"
                        .formatted(prefix, i, HASH))
            .collect(Collectors.joining("\n", "name,password-hash,impi,impus\n", "\n")),
        StandardCharsets.UTF_8);
  }

  /**
   * Taken from below the range of which the system gives out ports by itself, so that no outgoing
   * connection gets hold of it in between.
   */
  private static int freePort() {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(20_000, 31_000);
      try (ServerSocket _ = new ServerSocket(port)) {
        return port;
      } catch (IOException _) {
        // taken: another one
      }
    }
  }
}
