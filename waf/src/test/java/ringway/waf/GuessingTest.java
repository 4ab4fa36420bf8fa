// SPDX-License-Identifier: Apache-2.0
package ringway.waf;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Guessing is slowed down and nobody is locked out by it. */
class GuessingTest {
  private static final int SIGNED_IN = 303;
  private final RunningWaf waf =
      new RunningWaf(
          Map.of(
              "RINGWAY_WAF_LOGIN_BALANCERS", "[127.0.0.0/8, '::1']",
              "RINGWAY_WAF_LOGIN_LIMITS_USERANDADDRESS", "2",
              "RINGWAY_WAF_LOGIN_LIMITS_ADDRESS", "3",
              "RINGWAY_WAF_LOGIN_LIMITS_USER", "4",
              "RINGWAY_WAF_LOGIN_LIMITS_DEVICE", "2"));

  @AfterEach
  void stop() {
    waf.close();
  }

  @Test
  void oneAddressMayGuessOneNameAFewTimesAMinute() {
    assertThat(guess("alice", "192.0.2.1")).isEqualTo(403);
    assertThat(guess("alice", "192.0.2.1")).isEqualTo(403);
    assertThat(guess("alice", "192.0.2.1")).isEqualTo(429);

    waf.clock.advance(Duration.ofSeconds(61));
    assertThat(guess("alice", "192.0.2.1")).isEqualTo(403);
  }

  @Test
  void oneAddressMayNotGoThroughManyNames() {
    for (String name : new String[] {"a", "b", "c"}) {
      assertThat(guess(name, "192.0.2.1")).isEqualTo(403);
    }
    assertThat(guess("d", "192.0.2.1")).isEqualTo(429);
    assertThat(guess("d", "192.0.2.2")).isEqualTo(403);
  }

  @Test
  void networkOfAnIpv6HouseholdCountsAsOneAddress() {
    assertThat(guess("alice", "2001:db8:1:2::1")).isEqualTo(403);
    assertThat(guess("alice", "2001:db8:1:2::2")).isEqualTo(403);
    assertThat(guess("alice", "2001:db8:1:2:ffff::3")).isEqualTo(429);
    assertThat(guess("alice", "2001:db8:1:3::1")).isEqualTo(403);
  }

  @Test
  void addressAGuesserMakesUpDoesNotCount() {
    assertThat(guess("alice", "203.0.113.1, 192.0.2.1")).isEqualTo(403);
    assertThat(guess("alice", "203.0.113.2, 192.0.2.1")).isEqualTo(403);
    assertThat(guess("alice", "203.0.113.3, 192.0.2.1")).isEqualTo(429);
    assertThat(guess("alice", "not an address, 192.0.2.1")).isEqualTo(429);
  }

  @Test
  void guessingFromEverywhereNeverBlocksTheDeviceTheUserSignedInOn() {
    assertThat(signIn("198.51.100.7")).isEqualTo(SIGNED_IN);
    for (int i = 1; i <= 4; i++) {
      assertThat(guessElsewhere("192.0.2." + i)).isEqualTo(403);
    }
    assertThat(guessElsewhere("192.0.2.99")).isEqualTo(429);

    assertThat(signIn("198.51.100.7")).isEqualTo(SIGNED_IN);
    assertThat(signIn("203.0.113.50")).isEqualTo(SIGNED_IN); // the device counts, not the place
  }

  @Test
  void unknownDeviceHasToWaitWhileANameIsGuessedFromEverywhere() {
    for (int i = 1; i <= 4; i++) {
      assertThat(guess("alice", "192.0.2." + i)).isEqualTo(403);
    }
    assertThat(signIn("198.51.100.7")).isEqualTo(429);
    assertThat(guess("bob", "192.0.2.1")).isEqualTo(403);

    waf.clock.advance(Duration.ofMinutes(10).plusSeconds(1));
    assertThat(signIn("198.51.100.7")).isEqualTo(SIGNED_IN);
  }

  @Test
  void knownDeviceMayNotGuessForEverEither() {
    assertThat(signIn("198.51.100.7")).isEqualTo(SIGNED_IN);
    int refused = 0;
    while (guess("alice", "198.51.100.7") == 403) {
      refused++;
    }
    assertThat(refused).isEqualTo(4); // two as a known device, two more as any other
  }

  @Test
  void deviceIsKnownForItsOwnUserOnly() {
    assertThat(signIn("198.51.100.7")).isEqualTo(SIGNED_IN);
    assertThat(guess("bob", "198.51.100.7")).isEqualTo(403);
    assertThat(guess("bob", "198.51.100.7")).isEqualTo(403);

    assertThat(guess("bob", "198.51.100.7")).isEqualTo(429);
  }

  private int guess(String name, String from) {
    return waf.post("/login", waf.loginForm(name, "wrong"), "X-Forwarded-For", from).statusCode();
  }

  /** With a fresh browser of the guesser, while the user's own keeps its cookies. */
  private int guessElsewhere(String from) {
    return waf.elsewhere(
            other ->
                other.post("/login", other.loginForm("alice", "wrong"), "X-Forwarded-For", from))
        .statusCode();
  }

  private int signIn(String from) {
    return waf.post("/login", waf.loginForm("alice", "correct horse"), "X-Forwarded-For", from)
        .statusCode();
  }
}
