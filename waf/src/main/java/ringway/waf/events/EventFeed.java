// SPDX-License-Identifier: Apache-2.0
package ringway.waf.events;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import ringway.runtime.http.Router;
import ringway.waf.keys.TokenSigner;
import ringway.waf.store.Handle;

/** Revocations and their way to the receivers. Thread-safe. */
public final class EventFeed implements AutoCloseable {
  /** How often the events of other nodes are looked for; well below the 2 s they may take. */
  static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

  /** Removes what no token can need any more; for the sweeper. */
  public static final List<String> SWEEPS = EventStore.SWEEPS;

  private final Bell bell = new Bell();
  private final Revocations revocations;
  private final PollEndpoint polls;
  private final List<Pusher> pushers;

  /**
   * @param longestToken life of the longest-lived access token: as long are events kept
   */
  public EventFeed(
      EventsConfig config,
      TokenSigner signer,
      URI issuer,
      Duration longestToken,
      Jdbi jdbi,
      Clock clock) {
    EventStore store = new EventStore(jdbi);
    revocations = new Revocations(jdbi, clock, longestToken, bell);
    Envelope envelope = new Envelope(signer, issuer);
    polls = new PollEndpoint(config, store, envelope, bell, clock);
    String node = Handle.fresh();
    pushers =
        config.receivers().stream()
            .filter(receiver -> receiver.push().isPresent())
            .map(
                receiver ->
                    new Pusher(
                        receiver,
                        receiver.push().orElseThrow(),
                        store,
                        envelope,
                        bell,
                        clock,
                        node))
            .toList();
    pushers.forEach(Pusher::start);
  }

  public Revocations revocations() {
    return revocations;
  }

  /** Adds {@code /events/poll}. */
  public Router routes(Router router) {
    return router.post("/events/poll", polls::post);
  }

  @Override
  public void close() {
    polls.close();
    pushers.forEach(Pusher::close);
  }
}
