// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.registration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import ringway.epcscf.token.MovingClock;
import ringway.epcscf.w2.Flow;
import ringway.epcscf.w2.W2Server;

class RegistrationTableTest {
  private static final Impi ALICE = new Impi("alice@ims.example.net");
  private static final Impi BOB = new Impi("bob@ims.example.net");

  private final MovingClock clock = new MovingClock();
  private final RegistrationTable table = new RegistrationTable(clock);
  private final List<Impi> changes = new ArrayList<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<WebSocket> clients = new ArrayList<>();
  private W2Server w2;
  private Flow first;
  private Flow second;

  @BeforeEach
  void connect() {
    w2 = W2Server.start();
    clients.add(w2.connect(http));
    clients.add(w2.connect(http));
    await().until(() -> w2.flows().size() == 2);
    first = w2.flows().all().getFirst();
    second = w2.flows().all().getLast();
    table.listen(changes::add);
  }

  @AfterEach
  void close() {
    clients.forEach(WebSocket::abort);
    w2.close();
    http.close();
  }

  private Registration registration(Impi impi, String regId, Duration life) {
    return new Registration(
        impi,
        new Registration.Proof.ByCore(),
        List.of(new Impu("sip:" + impi.value())),
        List.of(),
        new BoundContact("sip:a@x.invalid", "urn:uuid:1", regId, "c", 1),
        "",
        clock.instant().plus(life),
        false);
  }

  private Registration hour(Impi impi, String regId) {
    return registration(impi, regId, Duration.ofHours(1));
  }

  @Test
  void theSameInstanceAndRegIdOnANewFlowReplacesTheOld() {
    table.put(first, hour(ALICE, "1"));
    table.put(second, hour(ALICE, "1"));

    assertThat(table.of(first)).isEmpty();
    assertThat(table.ofImpi(ALICE)).extracting("flow").containsExactly(second.id());
  }

  @Test
  void anotherRegIdOrAnotherUserIsAnotherFlow() {
    table.put(first, hour(ALICE, "1"));
    table.put(second, hour(ALICE, "2"));
    assertThat(table.ofImpi(ALICE)).hasSize(2);

    table.put(second, hour(BOB, "1"));

    assertThat(table.of(first)).isPresent();
    assertThat(table.ofImpi(ALICE)).hasSize(1);
    assertThat(table.ofImpi(BOB)).hasSize(1);
    assertThat(changes).as("both whose flows have changed").endsWith(ALICE, BOB);
  }

  @Test
  void whatRunsOutIsSeenNoMoreAndTakenOutOnce() {
    table.put(first, registration(ALICE, "1", Duration.ofMinutes(1)));
    table.put(second, hour(BOB, "1"));
    assertThat(table.expire()).isEmpty();

    clock.advance(Duration.ofMinutes(1));

    assertThat(table.of(first)).as("even before the sweep").isEmpty();
    changes.clear();
    assertThat(table.expire()).extracting("flow").containsExactly(first.id());
    assertThat(table.expire()).isEmpty();
    assertThat(changes).containsExactly(ALICE);
    assertThat(table.size()).isEqualTo(1);
    assertThat(table.ofImpi(ALICE)).isEmpty();
  }

  @Test
  void theNewestClaimOfAnInstanceCounts() {
    table.claim(first, "i");
    assertThat(table.movedOn(first, "i")).isFalse();

    table.claim(second, "i");

    assertThat(table.movedOn(first, "i")).isTrue();
    assertThat(table.movedOn(second, "i")).isFalse();
    assertThat(table.movedOn(first, "another")).isFalse();
    table.remove(second);
    assertThat(table.movedOn(first, "i")).as("who moved on is gone").isFalse();
  }

  @Test
  void theEndOfAnOldFlowLeavesTheClaimOfTheNew() {
    table.claim(first, "i");
    table.claim(second, "i");

    table.remove(first);

    assertThat(table.movedOn(first, "i")).isTrue();
  }

  @Test
  void aFlowThatClosedMeanwhileLeavesNothing() {
    clients.forEach(WebSocket::abort);
    await().until(() -> !first.open());

    table.put(first, hour(ALICE, "1"));
    table.claim(first, "i");

    assertThat(table.size()).isZero();
    assertThat(table.movedOn(second, "i")).isFalse();
    assertThat(changes).contains(ALICE);
  }

  @Test
  void anUpdateOfWhatIsGoneDoesNothing() {
    table.update(first.id(), r -> r.shortenedTo(Instant.EPOCH));

    assertThat(table.size()).isZero();
  }

  @Test
  void aSweepOfTenThousandTakesOutThoseThatEndedInOneGo() {
    int many = 10_000;
    for (int i = 0; i < many; i++) {
      Impi impi = new Impi("user" + i + "@ims.example.net");
      Duration life = i % 2 == 0 ? Duration.ofMinutes(1) : Duration.ofHours(1);
      table.put("flow" + i, () -> true, registration(impi, "1", life));
    }
    changes.clear();
    clock.advance(Duration.ofMinutes(2));

    List<RegistrationTable.Entry> ended = table.expire();

    assertThat(ended).hasSize(many / 2);
    assertThat(table.size()).isEqualTo(many / 2);
    assertThat(changes).hasSize(many / 2).doesNotHaveDuplicates();
    assertThat(table.of("flow0")).isEmpty();
    assertThat(table.of("flow1")).isPresent();
    assertThat(table.expire()).isEmpty();
  }
}
