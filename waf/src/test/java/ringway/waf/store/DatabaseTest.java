// SPDX-License-Identifier: Apache-2.0
package ringway.waf.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import ringway.runtime.config.ConfigError;
import ringway.runtime.config.Secret;
import ringway.runtime.store.Database;
import ringway.runtime.store.StoreConfig;

class DatabaseTest {
  private static final String PASSWORD = "hunter2-hunter2";

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource
  void secondStartFindsTheSchemaAndWhatWasStored(Databases databases) {
    StoreConfig config = databases.fresh();
    try (Database first = WafDatabase.open(config);
        Database second = WafDatabase.open(config)) {
      first.jdbi().useHandle(handle -> handle.execute(insertFamily("f1", 1)));

      assertThat(families(second)).containsExactly("f1");
    }
  }

  @ParameterizedTest
  @EnumSource
  void nodesThatStartAtOnceMakeTheSchemaOnce(Databases databases) throws Exception {
    StoreConfig config = databases.fresh();
    List<Future<Database>> starting = new ArrayList<>();
    try (ExecutorService nodes = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 3; i++) {
        starting.add(nodes.submit(() -> WafDatabase.open(config)));
      }
      for (Future<Database> node : starting) {
        assertThat(families(node.get())).isEmpty();
      }
    } finally {
      for (Future<Database> node : starting) {
        if (node.state() == Future.State.SUCCESS) {
          node.resultNow().close();
        }
      }
    }
  }

  @Test
  void memoryWithoutANameGivesEveryWafAStoreOfItsOwn() {
    try (Database one = WafDatabase.open(StoreConfig.inMemory());
        Database other = WafDatabase.open(StoreConfig.inMemory())) {
      one.jdbi().useHandle(handle -> handle.execute(insertFamily("f1", 1)));

      assertThat(families(one)).containsExactly("f1");
      assertThat(families(other)).isEmpty();
    }
  }

  @Test
  void directoryOfAnH2FileIsMadeForItsOwnerAlone() throws Exception {
    Path directory = folder.resolve("data/node");
    String url = "jdbc:h2:file:" + directory.resolve("waf");
    try (Database database = WafDatabase.open(new StoreConfig(url, "", Optional.empty(), 2))) {
      database.jdbi().useHandle(handle -> handle.execute(insertFamily("f1", 1)));
    }

    assertThat(Files.getPosixFilePermissions(directory))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    assertThat(directory.resolve("waf.mv.db")).exists();
  }

  @ParameterizedTest
  @EnumSource
  void callersBeyondThePoolWaitForTheirTurn(Databases databases) throws Exception {
    StoreConfig given = databases.fresh();
    StoreConfig two = new StoreConfig(given.url(), given.user(), given.password(), 2);
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    try (Database database = WafDatabase.open(two);
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      CountDownLatch full = new CountDownLatch(2);
      List<Future<?>> calls = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        calls.add(
            callers.submit(
                () -> {
                  try (Handle handle = database.jdbi().open()) {
                    handle.execute("SELECT 1");
                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    full.countDown();
                    full.await();
                    inside.decrementAndGet();
                  }
                  return null;
                }));
      }
      for (Future<?> call : calls) {
        call.get();
      }
    }
    assertThat(most).hasValue(2);
  }

  @Test
  void wrongPasswordIsSaidWithoutThePassword() {
    String url = "jdbc:h2:file:" + folder.resolve("waf");
    Secret right = Secret.of("the right one");
    try (Database made = WafDatabase.open(new StoreConfig(url, "ringway", Optional.of(right), 2))) {
      assertThat(made.problem()).isEmpty();
    }
    assertConfigError(url, "does not accept this user and password");
  }

  @Test
  void nobodyAtTheAddressIsSaidWithHostAndPort() throws IOException {
    int port;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = closed.getLocalPort();
    }
    assertConfigError("jdbc:postgresql://127.0.0.1:" + port + "/waf", "cannot be reached");
  }

  @ParameterizedTest
  @EnumSource(names = "POSTGRESQL")
  void missingDatabaseIsSaidSo(Databases databases) {
    String missing = databases.fresh().url() + "_not";
    ConfigError error =
        catchThrowableOfType(
            ConfigError.class,
            () -> WafDatabase.open(new StoreConfig(missing, "ringway", Optional.empty(), 2)));
    assertThat(error).hasMessageContaining("there is no such database");
  }

  private static void assertConfigError(String url, String words) {
    StoreConfig config = new StoreConfig(url, "ringway", Optional.of(Secret.of(PASSWORD)), 2);
    ConfigError error = catchThrowableOfType(ConfigError.class, () -> WafDatabase.open(config));

    assertThat(error).hasMessageContaining(words).hasMessageStartingWith("waf.store");
    StringWriter everything = new StringWriter();
    error.printStackTrace(new PrintWriter(everything));
    assertThat(everything.toString()).doesNotContain(PASSWORD);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mysql://localhost/waf",
        "jdbc:h2:tcp://localhost/waf",
        "jdbc:h2:waf",
        "jdbc:h2:file:waf",
        "jdbc:postgresql:",
        ""
      })
  void otherAddressesAreRefusedBeforeAnythingIsOpened(String url) {
    assertThatThrownBy(() -> new StoreConfig(url, "", Optional.empty(), 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("url must begin with");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://db/waf?user=ringway&password=" + PASSWORD,
        "jdbc:h2:file:/var/lib/waf;PASSWORD=" + PASSWORD
      })
  void passwordInTheAddressIsRefusedAndNotRepeated(String url) {
    assertThatThrownBy(() -> new StoreConfig(url, "", Optional.empty(), 2))
        .hasMessageContaining("must not hold a password")
        .hasMessageNotContaining(PASSWORD);
  }

  @ParameterizedTest
  @EnumSource
  void sweeperRemovesWhatHasEndedAndSurvivesABrokenStatement(Databases databases) {
    try (Database database = databases.open();
        Sweeper sweeper = new Sweeper(database.jdbi(), Clock.systemUTC())) {
      long now = Clock.systemUTC().millis();
      database.jdbi().useHandle(handle -> handle.execute(insertFamily("ended", now - 1)));
      database.jdbi().useHandle(handle -> handle.execute(insertFamily("alive", now + 600_000)));
      sweeper.removes(List.of("DELETE FROM no_such_table WHERE expires_at < :now"));
      sweeper.sweeps("refresh_families");

      sweeper.sweep();

      assertThat(families(database)).containsExactly("alive");
    }
  }

  @ParameterizedTest
  @EnumSource
  void closedStoreIsAProblem(Databases databases) {
    Database database = databases.open();
    assertThat(database.problem()).isEmpty();
    database.close();
    assertThat(database.problem()).contains("the store does not answer");
    assertThatThrownBy(() -> families(database)).isInstanceOf(JdbiException.class);
  }

  private static String insertFamily(String id, long expiresAt) {
    return "INSERT INTO refresh_families"
        + " (family, user_name, client_id, scopes, signed_in_at, newest, expires_at) VALUES ('"
        + id
        + "', 'alice', 'wwsf', 'openid', 1, 'hash', "
        + expiresAt
        + ")";
  }

  private static List<String> families(Database database) {
    return database
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery("SELECT family FROM refresh_families")
                    .mapTo(String.class)
                    .list());
  }
}
