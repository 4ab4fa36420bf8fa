// SPDX-License-Identifier: Apache-2.0
package ringway.waf;

import static org.assertj.core.api.Assertions.assertThat;
import static ringway.waf.RunningWaf.json;

import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import ringway.runtime.store.StoreConfig;
import ringway.waf.identity.PasswordHash;
import ringway.waf.store.Databases;

/** The admin API over HTTP. */
class AdminApiTest {
  private static final String TOKEN = "an-admin-token-only-for-these-tests";
  private static final String DORA =
      """
      {"name": "dora", "password": "tr0ub4dor", "subscriptions": [
        {"impi": "dora@ims.example.net", "impus": ["sip:dora@ims.example.net"]}]}
      """;

  @TempDir Path dir;
  private RunningWaf waf;
  private AdminCalls admin;
  private URI management;

  @AfterEach
  void stop() {
    admin.close();
    waf.close();
  }

  @ParameterizedTest
  @EnumSource
  void userAddedSignsInAndAfterDeletionDoesNot(Databases kind) throws Exception {
    start(kind.fresh());

    HttpResponse<String> added = admin.post("users", DORA);
    assertThat(added.statusCode()).isEqualTo(201);
    assertThat(added.body()).contains("\"impi\":\"dora@ims.example.net\"").doesNotContain("tr0ub");
    assertThat(signIn("dora", "tr0ub4dor")).isEqualTo(303);
    assertThat(admin.post("users", DORA).statusCode()).isEqualTo(409);
    assertThat(
            admin
                .put("users?name=dora", "{\"password\": \"another\", \"auto-login\": false}")
                .body())
        .contains("\"auto-login\":false", "dora@ims.example.net");
    assertThat(signIn("dora", "tr0ub4dor")).isNotEqualTo(303);
    assertThat(signIn("dora", "another")).isEqualTo(303);

    assertThat(admin.delete("users?name=dora").statusCode()).isEqualTo(204);
    assertThat(signIn("dora", "another")).isNotEqualTo(303);
    assertThat(admin.get("users?name=dora").statusCode()).isEqualTo(404);
    assertThat(admin.delete("users?name=dora").statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @EnumSource
  void subscriptionsComeAndGoAndTheLastStays(Databases kind) throws Exception {
    start(kind.fresh());
    admin.post("users", DORA);
    String car = "{\"user\": \"dora\", \"impi\": \"car@x.example\", \"impus\": [\"tel:+19\"]}";

    assertThat(admin.post("subscriptions", car).statusCode()).isEqualTo(201);
    assertThat(admin.post("subscriptions", car).body())
        .contains("IMPI `car@x.example` belongs to user `dora`");
    assertThat(json(admin.get("subscriptions?impi=car@x.example"))).containsEntry("user", "dora");
    assertThat(admin.delete("subscriptions?impi=car@x.example").statusCode()).isEqualTo(204);
    HttpResponse<String> last = admin.delete("subscriptions?impi=dora@ims.example.net");
    assertThat(last.statusCode()).isEqualTo(409);
    assertThat(last.body()).contains("only subscription of user `dora`");
  }

  @ParameterizedTest
  @EnumSource
  void whatTheConfigFileOwnsIsChangedThereOnly(Databases kind) throws Exception {
    start(kind.fresh());
    String more = "{\"user\": \"alice\", \"impi\": \"car@x.example\", \"impus\": [\"tel:+19\"]}";
    String wwsf = "{\"id\": \"wwsf\", \"secret\": \"a-secret-that-is-long-enough\"}";

    for (HttpResponse<String> refused :
        List.of(
            admin.put("users?name=alice", "{\"auto-login\": false}"),
            admin.delete("users?name=alice"),
            admin.post("subscriptions", more),
            admin.delete("subscriptions?impi=alice@ims.example.net"),
            admin.put("clients?id=wwsf", wwsf),
            admin.delete("clients?id=wwsf"))) {
      assertThat(refused.statusCode()).as(refused.body()).isEqualTo(409);
      assertThat(refused.body()).contains("is of the config file: change it there");
    }
    assertThat(signIn("alice", "correct horse")).isEqualTo(303);
  }

  @ParameterizedTest
  @EnumSource
  void accountsElsewhereAreLinkedListedAndUnlinked(Databases kind) throws Exception {
    start(kind.fresh());
    String link =
        """
        {"user": "alice", "issuer": "https://accounts.example.com", "subject": "248289761001"}
        """;

    assertThat(admin.post("users/links", link).statusCode()).isEqualTo(201);
    assertThat(admin.post("users/links", link).statusCode()).isEqualTo(409);
    assertThat(admin.post("users/links", link.replace("alice", "nobody")).statusCode())
        .isEqualTo(404);
    assertThat(admin.post("users/links", link.replace("https:", "x:")).body()).contains("issuer");
    assertThat(admin.get("users/links?name=alice").body())
        .contains("https://accounts.example.com", "248289761001", "linked-at");
    String one = "users/links?issuer=https://accounts.example.com&subject=248289761001";
    assertThat(admin.delete(one).statusCode()).isEqualTo(204);
    assertThat(admin.delete(one).statusCode()).isEqualTo(404);
    assertThat(json(admin.get("users/links?name=alice")).get("items")).isEqualTo(List.of());
  }

  @Test
  void sessionEndedByAnAdministratorRefreshesNoMoreAndItsTokenIsRevoked() throws Exception {
    start(StoreConfig.inMemory());
    Map<String, Object> tokens = json(waf.exchange(waf.code()));
    Map<?, ?> session =
        (Map<?, ?>) ((List<?>) json(admin.get("sessions?user=alice")).get("items")).getFirst();
    assertThat(session.get("client")).isEqualTo("wwsf");

    assertThat(json(admin.delete("sessions?id=" + session.get("id")))).containsEntry("ended", 1L);

    assertThat(waf.refresh((String) tokens.get("refresh_token")).statusCode()).isEqualTo(400);
    assertThat(userInfo(tokens)).isEqualTo(401);
    assertThat(json(admin.get("sessions?user=alice")).get("items")).isEqualTo(List.of());
  }

  @Test
  void revokedSubscriptionEndsEveryTokenForIt() throws Exception {
    start(StoreConfig.inMemory());
    Map<String, Object> tokens = json(waf.exchange(waf.code()));
    assertThat(userInfo(tokens)).isEqualTo(200);

    admin.post("subscriptions/revoke?impi=alice@ims.example.net", "");

    assertThat(userInfo(tokens)).isEqualTo(401);
  }

  @Test
  void clientsAreShownWithoutTheirSecrets() throws Exception {
    start(StoreConfig.inMemory());
    String sent =
        """
        {"id": "kiosk", "secret": "a-secret-that-is-long-enough", "pools": ["public"],
         "scopes": ["ims.register"], "token-form": "reference"}
        """;

    assertThat(admin.post("clients", sent).statusCode()).isEqualTo(201);
    assertThat(admin.post("clients", sent).statusCode()).isEqualTo(409);
    HttpResponse<String> list = admin.get("clients");
    assertThat(list.body())
        .contains("\"id\":\"kiosk\"", "\"token-form\":\"reference\"", "client_secret_basic")
        .doesNotContain("a-secret-that");
    assertThat(admin.delete("clients?id=kiosk").statusCode()).isEqualTo(204);
    assertThat(admin.delete("clients?id=kiosk").statusCode()).isEqualTo(404);
  }

  @Test
  void secretOfAClientIsTheSecretItselfAndNeverAFileOfTheServer() throws Exception {
    start(StoreConfig.inMemory());
    Path file = Files.writeString(dir.resolve("other"), "content-of-a-file-of-the-server");

    admin.post("clients", "{\"id\": \"sly\", \"secret\": \"file:%s\"}".formatted(file));

    Map<String, String> ask = Map.of("token", "x");
    assertThat(
            waf.post(
                    "/introspect",
                    ask,
                    "Authorization",
                    RunningWaf.basic("sly", "content-of-a-file-of-the-server"))
                .statusCode())
        .isEqualTo(401);
  }

  @Test
  void keysAreListedAndThoseOfThisRunAloneCannotBeRotated() throws Exception {
    start(StoreConfig.inMemory());

    assertThat(admin.get("keys").body())
        .contains("\"algorithm\":\"ES256\"")
        .doesNotContain("\"d\"");
    assertThat(admin.post("keys/rotate", "").statusCode()).isEqualTo(409);
    assertThat(admin.delete("keys?id=none").statusCode()).isIn(404, 409);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "wrong", TOKEN + "x"})
  void withoutTheTokenNothingIsAnswered(String shown) throws Exception {
    start(StoreConfig.inMemory());
    try (AdminCalls stranger = new AdminCalls(management, shown)) {
      for (String path : new String[] {"users", "pools", "clients", "keys", "sessions"}) {
        HttpResponse<String> answer = stranger.get(path);
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate")).isPresent();
        assertThat(answer.body()).doesNotContain("alice");
      }
      assertThat(stranger.post("users", DORA).statusCode()).isEqualTo(401);
      assertThat(stranger.get("openapi.json").statusCode()).isEqualTo(200);
    }
    assertThat(admin.get("users?name=dora").statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"name": "x y", "password": "p", "subscriptions": [{"impi":"a@b","impus":["tel:+1"]}]} | name | a user name has 1 to 64
          {"name": "x", "subscriptions": [{"impi":"a@b","impus":["tel:+1"]}]}                    | password | password or password-hash
          {"name": "x", "password": "p", "subscriptions": [{"impi":"ab","impus":["tel:+1"]}]}    | subscriptions[0].impi | an IMPI is user@realm
          {"name": "x", "password": "p", "subscriptions": [{"impi":"a@b","impus":["tel"]}]}      | subscriptions[0].impus[0] | an IMPU is a sip: or tel: URI
          {"name": "x", "password": "p", "subscriptions": [{"impi":"a@b","impus":[]}]}           | subscriptions[0] | needs at least one IMPU
          {"name": "x", "password": "p", "subscriptions": []}                                    | subscriptions | needs at least one subscription
          {"name": "x", "password": "p", "subscription": []}                                     | subscription | known are auto-login, name, password
          {"name": "x", "password": "p", "auto-login": "maybe", "subscriptions": []}             | auto-login | expected true or false
          {"name": "x", "password": 7, "password-hash": "p", "subscriptions": []}                | password-hash | a password hash is an Argon2id string
          """)
  void whatIsNotAcceptableIsNamed(String body, String field, String expected) throws Exception {
    start(StoreConfig.inMemory());

    HttpResponse<String> answer = admin.post("users", body);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(json(answer)).containsEntry("field", field).containsEntry("status", 400L);
    assertThat((String) json(answer).get("expected")).contains(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "null", "{\"name\": \"a\", \"name\": \"b\"}", "{} {}"})
  void bodyThatIsNoJsonObjectIsAProblem(String body) throws Exception {
    start(StoreConfig.inMemory());

    HttpResponse<String> answer = admin.post("users", body);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
  }

  @Test
  void bodyOfAnotherTypeOrTooLargeIsRefused() throws Exception {
    start(StoreConfig.inMemory());

    assertThat(admin.call("POST", "users", DORA, "text/plain").statusCode()).isEqualTo(415);
    assertThat(admin.post("users", "{\"name\":\"" + "a".repeat(70_000) + "\"}").statusCode())
        .isEqualTo(413);
    assertThat(admin.get("users?limit=0").statusCode()).isEqualTo(400);
    assertThat(admin.get("users?limit=501").body()).contains("1 to 500");
  }

  @ParameterizedTest
  @EnumSource
  void listGoesOnWhereThePageBeforeEnded(Databases kind) throws Exception {
    start(kind.fresh());
    admin.post("users", DORA);

    Map<String, Object> first = json(admin.get("users?limit=2"));
    Map<String, Object> second = json(admin.get("users?limit=2&after=" + first.get("next")));

    assertThat(first.get("items").toString()).contains("alice", "bob").doesNotContain("dora");
    assertThat(second.get("items").toString()).contains("dora").doesNotContain("bob");
    assertThat(second).doesNotContainKey("next");
  }

  @ParameterizedTest
  @EnumSource
  void importMakesUsersOfAllLinesAtOnce(Databases kind) throws Exception {
    start(kind.fresh());
    String id = (String) json(admin.post("imports", "")).get("id");

    assertThat(
            admin.csv(
                "imports/lines?id=" + id + "&line=2",
                """
                name,password,impi,impus
                dora,"pass, with comma",dora@x.example,sip:dora@x.example tel:+15559
                emil,p,emil@x.example,sip:+1@x.example;user=phone
                """))
        .returns(200, HttpResponse::statusCode)
        .returns("{\"faults\":[],\"taken\":2}", HttpResponse::body);
    assertThat(admin.get("users?name=dora").statusCode()).isEqualTo(404);
    assertThat(json(admin.post("imports/commit?dry-run=true&id=" + id, "")))
        .isEqualTo(Map.of("users", 2L, "imported", false));
    assertThat(admin.get("users?name=dora").statusCode()).isEqualTo(404);

    assertThat(json(admin.post("imports/commit?id=" + id, "")))
        .isEqualTo(Map.of("users", 2L, "imported", true));

    assertThat(admin.get("users?name=dora").body()).contains("tel:+15559");
    assertThat(signIn("dora", "pass, with comma")).isEqualTo(303);
    assertThat(admin.post("imports/commit?id=" + id, "").statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @EnumSource
  void nothingIsImportedWhileAnyLineIsWrong(Databases kind) throws Exception {
    start(kind.fresh());
    String id = (String) json(admin.post("imports", "")).get("id");

    HttpResponse<String> piece =
        admin.csv(
            "imports/lines?id=" + id + "&line=100",
            """
            name,password,impi,impus
            dora,p,dora@x.example,tel:+15559
            no name,p,a@x.example,tel:+1
            emil,p,emil,tel:+1
            emil,p,emil@x.example

            "emil,p,emil@x.example,tel:+1
            fred,,fred@x.example,tel:+1
            """);

    assertThat(json(piece)).containsEntry("taken", 1L);
    assertThat(piece.body())
        .contains(
            "{\"line\":101,\"field\":\"name\",\"detail\":\"a user name has 1 to 64 letters",
            "\"line\":102,\"field\":\"impi\",\"detail\":\"an IMPI is user@realm, found `emil`",
            "\"line\":103,\"field\":\"\",\"detail\":\"expected 4 values, found 3",
            "\"line\":105,\"field\":\"\",\"detail\":\"not CSV",
            "\"line\":106,\"field\":\"password\"");
    HttpResponse<String> commit = admin.post("imports/commit?id=" + id, "");
    assertThat(commit.statusCode()).isEqualTo(409);
    assertThat(commit.body()).contains("5 lines of the import are wrong; nothing is imported");
    assertThat(admin.get("users?name=dora").statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @EnumSource
  void linesThatClashWithOthersOrWithUsersAreNamed(Databases kind) throws Exception {
    start(kind.fresh());
    String id = (String) json(admin.post("imports", "")).get("id");
    admin.csv(
        "imports/lines?id=" + id,
        """
        name,password,impi,impus
        alice,p,new@x.example,tel:+1
        dora,p,bob@ims.example.net,tel:+1
        emil,p,emil@x.example,tel:+1
        emil,p,other@x.example,tel:+1
        """);

    HttpResponse<String> commit = admin.post("imports/commit?id=" + id, "");

    assertThat(commit.statusCode()).isEqualTo(409);
    assertThat(commit.body())
        .contains(
            "\"line\":2,\"field\":\"name\",\"detail\":\"`alice` is a user already\"",
            "\"line\":3,\"field\":\"impi\",\"detail\":\"`bob@ims.example.net` belongs to somebody",
            "\"line\":5,\"field\":\"name\",\"detail\":\"`emil` stands in an earlier line too\"");
    assertThat(admin.get("users?name=emil").statusCode()).isEqualTo(404);
    assertThat(admin.delete("imports?id=" + id).statusCode()).isEqualTo(204);
  }

  @Test
  void importOfManyPiecesIsWhole() throws Exception {
    start(StoreConfig.inMemory());
    String id = (String) json(admin.post("imports", "")).get("id");
    String hash = PasswordHash.of("p").phc();
    for (int piece = 0; piece < 10; piece++) {
      int base = piece * 200;
      String lines =
          IntStream.range(base, base + 200)
              .mapToObj(i -> "u%d,\"%s\",u%d@x.example,tel:+1%d".formatted(i, hash, i, i))
              .collect(Collectors.joining("\n"));
      assertThat(
              admin
                  .csv(
                      "imports/lines?id=" + id + "&line=" + (base + 2),
                      "name,password-hash,impi,impus\n" + lines)
                  .body())
          .contains("\"taken\":200");
    }
    HttpResponse<String> twice =
        admin.csv(
            "imports/lines?id=" + id + "&line=2",
            "name,password-hash,impi,impus\nu0,\"%s\",v@x,tel:+1".formatted(hash));
    assertThat(twice.body()).contains("this line was sent already");

    // A line sent twice spoils the import.
    assertThat(admin.post("imports/commit?id=" + id, "").statusCode()).isEqualTo(409);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "name,impi,impus",
        "name,password,password-hash,impi,impus",
        "a,b",
        "",
        "name,name"
      })
  void importNeedsItsColumns(String head) throws Exception {
    start(StoreConfig.inMemory());
    String id = (String) json(admin.post("imports", "")).get("id");

    HttpResponse<String> answer = admin.csv("imports/lines?id=" + id, head + "\nx\n");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("first line must name the columns");
  }

  private void start(StoreConfig store) throws Exception {
    int port = RunningWaf.freePort();
    Path token = Files.writeString(dir.resolve("token"), TOKEN);
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("RINGWAY_WAF_MANAGEMENT_PORT", Integer.toString(port));
    settings.put("RINGWAY_WAF_ADMIN_TOKEN", "file:" + token);
    settings.put("RINGWAY_WAF_STORE_URL", store.url());
    if (!store.user().isEmpty()) {
      settings.put("RINGWAY_WAF_STORE_USER", store.user());
    }
    waf = new RunningWaf(settings);
    management = URI.create("http://localhost:" + port);
    admin = new AdminCalls(management, TOKEN);
  }

  private int signIn(String user, String password) {
    return waf.post("/login", waf.loginForm(user, password)).statusCode();
  }

  private int userInfo(Map<String, Object> tokens) {
    return waf.get("/userinfo", "Authorization", "Bearer " + tokens.get("access_token"))
        .statusCode();
  }
}
