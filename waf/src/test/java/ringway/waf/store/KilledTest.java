// SPDX-License-Identifier: Apache-2.0
package ringway.waf.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import ringway.runtime.store.Database;
import ringway.runtime.store.StoreConfig;

/** What was confirmed stays so when the process is killed at any moment. */
class KilledTest {
  private static final int CONFIRMED = 60;

  @TempDir private Path folder;

  @Test
  void familiesClosedInAnH2FileStayClosed() throws Exception {
    assertStaysClosed("jdbc:h2:file:" + folder.resolve("waf"), "");
  }

  @ParameterizedTest
  @EnumSource(names = "POSTGRESQL")
  void familiesClosedInPostgreSqlStayClosed(Databases databases) throws Exception {
    StoreConfig config = databases.fresh();
    assertStaysClosed(config.url(), config.user());
  }

  private static void assertStaysClosed(String url, String user) throws Exception {
    Process writer =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Writer.class.getName(),
                url,
                user)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    int last = -1;
    try (BufferedReader told = writer.inputReader()) {
      for (String line = told.readLine(); line != null; line = told.readLine()) {
        if (line.startsWith("closed ")) {
          last = Integer.parseInt(line.substring("closed ".length()));
        }
        if (last == CONFIRMED) {
          writer.toHandle().destroyForcibly(); // SIGKILL; what it has told can still be read
        }
      }
    }
    writer.waitFor();
    assertThat(last).isGreaterThanOrEqualTo(CONFIRMED);

    try (Database database = WafDatabase.open(new StoreConfig(url, user, Optional.empty(), 2))) {
      SqlGrantStore store = new SqlGrantStore(database.jdbi(), Clock.systemUTC());
      for (int i = 0; i <= last; i++) {
        assertThat(store.family("f" + i)).as("family %s", i).isEmpty();
        assertThat(store.redeem("code" + i, code -> Writer.family("again")))
            .isEqualTo(new Redemption.Replayed("f" + i));
      }
    }
  }

  /** Opens and closes families as fast as it can, and tells each one that is closed. */
  static final class Writer {
    private Writer() {}

    public static void main(String[] arguments) {
      Database database =
          WafDatabase.open(new StoreConfig(arguments[0], arguments[1], Optional.empty(), 2));
      SqlGrantStore store = new SqlGrantStore(database.jdbi(), Clock.systemUTC());
      for (int i = 0; ; i++) {
        String id = "f" + i;
        store.keep("code" + i, code());
        store.redeem("code" + i, code -> family(id));
        store.close(id);
        System.out.println("closed " + i);
      }
    }

    static RefreshFamily family(String id) {
      return new RefreshFamily(id, code().grant(), "newest", code().expiresAt());
    }

    private static AuthorizedCode code() {
      Instant end = Instant.now().plusSeconds(3600);
      return new AuthorizedCode(
          new Grant("alice", "wwsf", List.of("openid"), Instant.now(), Optional.empty()),
          "https://phone.example.net/callback",
          "challenge",
          Optional.empty(),
          end);
    }
  }
}
