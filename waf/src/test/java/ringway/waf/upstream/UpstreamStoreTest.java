// SPDX-License-Identifier: Apache-2.0
package ringway.waf.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import ringway.runtime.store.Database;
import ringway.runtime.store.StoreConfig;
import ringway.waf.store.Databases;
import ringway.waf.store.WafDatabase;

/** What upstream logins keep, on every database and seen from two nodes. */
class UpstreamStoreTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final UpstreamLogins.Pending PENDING =
      new UpstreamLogins.Pending("mock", "nonce", "verifier", "client_id=wwsf");

  @ParameterizedTest
  @EnumSource(Databases.class)
  void loginIsTakenOnceByTwoNodesAtOnce(Databases kind) throws Exception {
    StoreConfig config = kind.fresh();
    try (Database one = WafDatabase.open(config);
        Database two = WafDatabase.open(config);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      UpstreamLogins here = logins(one, 0);
      UpstreamLogins there = logins(two, 0);
      here.keep("state", origin("browser"), PENDING);
      List<Callable<Boolean>> takers =
          Stream.of(here, there, here, there)
              .<Callable<Boolean>>map(
                  node -> () -> node.take("state", "browser", "mock").isPresent())
              .toList();
      int taken = 0;
      for (Future<Boolean> answer : threads.invokeAll(takers)) {
        taken += answer.get() ? 1 : 0;
      }

      assertThat(taken).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource(Databases.class)
  void loginBelongsToItsBrowserAndProviderAndTime(Databases kind) {
    try (Database database = kind.open()) {
      UpstreamLogins logins = logins(database, 0);
      logins.keep("state", origin("browser"), PENDING);

      assertThat(logins.take("state", "another", "mock")).isEmpty();
      assertThat(logins.take("state", "browser", "other")).isEmpty();
      assertThat(logins(database, 601).take("state", "browser", "mock")).isEmpty();
      assertThat(logins.take("state", "browser", "mock")).hasValue(PENDING);
    }
  }

  @ParameterizedTest
  @EnumSource(Databases.class)
  void oneBrowserCannotBeginLoginsWithoutEnd(Databases kind) {
    try (Database database = kind.open()) {
      UpstreamLogins logins = logins(database, 0);
      for (int i = 0; i < 10; i++) {
        assertThat(logins.keep("state " + i, origin("browser"), PENDING)).isTrue();
      }

      assertThat(logins.keep("one more", origin("browser"), PENDING)).isFalse();
      assertThat(logins.keep("one more", origin("another"), PENDING)).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(Databases.class)
  void oneAddressCannotTakeTheRoomOfAll(Databases kind) {
    try (Database database = kind.open()) {
      UpstreamLogins logins = logins(database, 0, new UpstreamLogins.Bounds(100, 3, 10));
      for (int i = 0; i < 3; i++) {
        assertThat(logins.keep("state " + i, origin("browser " + i), PENDING)).isTrue();
      }

      assertThat(logins.keep("one more", origin("a new browser"), PENDING)).isFalse();
      assertThat(
              logins.keep(
                  "elsewhere", new UpstreamLogins.Origin("browser", "198.51.100.7"), PENDING))
          .isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(Databases.class)
  void oldestGivesWayWhenManyAddressesFillTheTable(Databases kind) {
    try (Database database = kind.open()) {
      for (int i = 0; i < 5; i++) {
        UpstreamLogins logins = logins(database, i, new UpstreamLogins.Bounds(3, 10, 10));
        String browser = "browser " + i;
        assertThat(
                logins.keep(
                    "state " + i, new UpstreamLogins.Origin(browser, "198.51.100." + i), PENDING))
            .isTrue();
      }

      UpstreamLogins logins = logins(database, 5);
      assertThat(logins.take("state 0", "browser 0", "mock")).isEmpty();
      assertThat(logins.take("state 1", "browser 1", "mock")).isEmpty();
      assertThat(logins.take("state 2", "browser 2", "mock")).hasValue(PENDING);
      assertThat(logins.take("state 4", "browser 4", "mock")).hasValue(PENDING);
    }
  }

  @ParameterizedTest
  @EnumSource(Databases.class)
  void accountIsLinkedToOneUserUntilTheLinkIsEnded(Databases kind) {
    try (Database database = kind.open()) {
      Links links = new Links(database.jdbi(), at(0));
      assertThat(links.link("https://a.example", "1", "alice")).isTrue();
      assertThat(links.link("https://a.example", "1", "bob")).isFalse();
      assertThat(links.link("https://b.example", "1", "bob")).isTrue();

      assertThat(links.user("https://a.example", "1")).hasValue("alice");
      assertThat(links.of("alice")).extracting(Links.Link::subject).containsExactly("1");
      assertThat(links.unlink("https://a.example", "1")).isTrue();
      assertThat(links.user("https://a.example", "1")).isEmpty();
      assertThat(links.user("https://b.example", "1")).hasValue("bob");
    }
  }

  @ParameterizedTest
  @EnumSource(Databases.class)
  void userOfATrustedProviderIsKnownWhileTokensLast(Databases kind) {
    try (Database database = kind.open()) {
      UpstreamUsers users = new UpstreamUsers(database.jdbi(), at(0), Duration.ofHours(1));
      users.keep("mock.x", "a@ims.example.net", List.of("sip:a@ims.example.net"));
      users.keep("mock.x", "b@ims.example.net", List.of("sip:b@ims.example.net", "tel:+15550100"));

      assertThat(users.named("mock.x"))
          .hasValueSatisfying(
              user -> {
                assertThat(user.impus()).hasSize(2);
                assertThat(user.passwordHash().matches("")).isFalse();
              });
      assertThat(new UpstreamUsers(database.jdbi(), at(5000), Duration.ofHours(1)).named("mock.x"))
          .isEmpty();
    }
  }

  private static UpstreamLogins.Origin origin(String browser) {
    return new UpstreamLogins.Origin(browser, "192.0.2.1");
  }

  private static UpstreamLogins logins(Database database, long seconds) {
    return logins(database, seconds, UpstreamLogins.Bounds.STANDARD);
  }

  private static UpstreamLogins logins(
      Database database, long seconds, UpstreamLogins.Bounds bounds) {
    return new UpstreamLogins(database.jdbi(), at(seconds), bounds);
  }

  private static Clock at(long seconds) {
    return Clock.fixed(START.plusSeconds(seconds), ZoneOffset.UTC);
  }
}
