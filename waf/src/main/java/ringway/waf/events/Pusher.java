// SPDX-License-Identifier: Apache-2.0
package ringway.waf.events;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pushes to one receiver, oldest event first, each until it is accepted (RFC 8935 §2). Of several
 * nodes one pushes at a time.
 */
final class Pusher implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Pusher.class);
  private static final Duration ANSWER = Duration.ofSeconds(5);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
  private static final int BATCH = 50;

  /** Longer than one push and one pause, so that a node keeps its turn while it lives. */
  private static final Duration TURN = Duration.ofSeconds(20);

  private enum Outcome {
    ACCEPTED,
    /** This event is refused, others may go through. */
    REFUSED,
    UNREACHABLE
  }

  private final EventsConfig.Receiver receiver;
  private final URI address;
  private final EventStore store;
  private final Envelope envelope;
  private final Bell bell;
  private final Clock clock;
  private final String node;
  private final HttpClient client;
  private final Thread thread;
  private Duration pause = FIRST_PAUSE; // of the push thread alone
  private boolean failing; // of the push thread alone

  Pusher(
      EventsConfig.Receiver receiver,
      URI address,
      EventStore store,
      Envelope envelope,
      Bell bell,
      Clock clock,
      String node) {
    this.receiver = receiver;
    this.address = address;
    this.store = store;
    this.envelope = envelope;
    this.bell = bell;
    this.clock = clock;
    this.node = node;
    client =
        HttpClient.newBuilder()
            .connectTimeout(ANSWER)
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    thread = Thread.ofVirtual().name("waf-push-" + receiver.id()).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        long heard = bell.rings();
        if (round()) {
          pause = FIRST_PAUSE;
          bell.await(heard, EventFeed.BETWEEN_LOOKS);
        } else {
          // A new event does not shorten the pause: the receiver is not there.
          Thread.sleep(pause);
          pause =
              pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
                  ? pause.multipliedBy(2)
                  : LONGEST_PAUSE;
        }
      }
    } catch (InterruptedException _) {
      // closed
    }
  }

  /** Whether all that was there has been accepted. */
  private boolean round() throws InterruptedException {
    try {
      List<SecurityEvent> events = store.pending(receiver.id(), BATCH, clock.millis());
      boolean whole = true;
      for (SecurityEvent event : events) {
        long now = clock.millis();
        if (!store.lease(receiver.id(), node, now, now + TURN.toMillis())) {
          return true; // another node is at it
        }
        switch (push(event)) {
          case ACCEPTED -> store.acknowledge(receiver.id(), List.of(event.jti()));
          case REFUSED -> whole = false;
          case UNREACHABLE -> {
            return false;
          }
        }
      }
      return whole;
    } catch (RuntimeException e) {
      log.warn("events not pushed receiver={} cause={}", receiver.id(), e.toString());
      return false;
    }
  }

  private Outcome push(SecurityEvent event) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .timeout(ANSWER)
            .header("Content-Type", "application/secevent+jwt")
            .header("Accept", "application/json")
            .header("Authorization", "Bearer " + receiver.secret().reveal())
            .POST(HttpRequest.BodyPublishers.ofString(envelope.seal(event, receiver)))
            .build();
    try {
      int status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      if (status == 202 || status == 200) {
        tell(false, "");
        return Outcome.ACCEPTED;
      }
      tell(true, "status " + status);
      // RFC 8935 §2.3: 400 is about this SET.
      return status == 400 ? Outcome.REFUSED : Outcome.UNREACHABLE;
    } catch (IOException e) {
      tell(true, e.toString());
      return Outcome.UNREACHABLE;
    }
  }

  /** Once when it begins to fail and once when it is over. */
  private void tell(boolean fails, String cause) {
    if (fails && !failing) {
      log.warn("events not taken receiver={} cause={}", receiver.id(), cause);
    } else if (!fails && failing) {
      log.info("events taken again receiver={}", receiver.id());
    }
    failing = fails;
  }

  @Override
  public void close() {
    thread.interrupt();
    client.shutdownNow();
  }
}
