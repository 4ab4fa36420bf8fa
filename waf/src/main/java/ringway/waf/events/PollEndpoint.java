// SPDX-License-Identifier: Apache-2.0
package ringway.waf.events;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.runtime.http.HttpReject;
import ringway.runtime.http.HttpReply;
import ringway.runtime.http.HttpRequest;

/** {@code /events/poll}: hands out what a receiver has not acknowledged (RFC 8936 §2). */
final class PollEndpoint {
  private static final Logger log = LoggerFactory.getLogger(PollEndpoint.class);

  /** Below the 30 seconds after which listener and many a balancer close an idle connection. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);

  private static final int MOST_EVENTS = 100;
  private static final int MOST_ACKS = 1000;

  /** A receiver that has more polls waiting is answered at once. */
  private static final int WAITING = 4;

  private final List<EventsConfig.Receiver> receivers;
  private final Map<String, Semaphore> waiting = new HashMap<>();
  private final EventStore store;
  private final Envelope envelope;
  private final Bell bell;
  private final Clock clock;
  private volatile boolean closed;

  PollEndpoint(EventsConfig config, EventStore store, Envelope envelope, Bell bell, Clock clock) {
    this.receivers = config.receivers();
    this.store = store;
    this.envelope = envelope;
    this.bell = bell;
    this.clock = clock;
    receivers.forEach(receiver -> waiting.put(receiver.id(), new Semaphore(WAITING)));
  }

  /** What a poll asks for, RFC 8936 §2.2; {@code replay} is ours: the receiver has lost its set. */
  private record Poll(int most, boolean atOnce, List<String> done, boolean replay) {}

  HttpReply post(HttpRequest request) throws InterruptedException {
    EventsConfig.Receiver receiver = authenticated(request);
    Poll poll = parse(receiver, request.bodyText());
    if (poll.replay()) {
      store.forget(receiver.id());
    }
    if (!poll.done().isEmpty()) {
      store.acknowledge(receiver.id(), poll.done());
    }
    List<SecurityEvent> events = poll.atOnce() ? pending(receiver, poll) : waited(receiver, poll);
    Map<String, String> sets = new LinkedHashMap<>();
    events.stream()
        .limit(poll.most())
        .forEach(event -> sets.put(event.jti(), envelope.seal(event, receiver)));
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("sets", sets);
    body.put("moreAvailable", events.size() > poll.most());
    return HttpReply.json(200, body).noStore();
  }

  /** Every secret is compared, so that the time taken names no receiver. */
  private EventsConfig.Receiver authenticated(HttpRequest request) {
    String header = request.header("Authorization").orElse("");
    String shown = header.regionMatches(true, 0, "Bearer ", 0, 7) ? header.substring(7) : "";
    List<EventsConfig.Receiver> found =
        receivers.stream().filter(receiver -> receiver.secret().matches(shown)).toList();
    if (found.isEmpty()) {
      throw new HttpReject(401, "invalid_token", "events need the Bearer secret of a receiver");
    }
    return found.getFirst();
  }

  /** One more than asked for, which tells whether there are more. */
  private List<SecurityEvent> pending(EventsConfig.Receiver receiver, Poll poll) {
    return poll.most() == 0
        ? List.of()
        : store.pending(receiver.id(), poll.most() + 1, clock.millis());
  }

  private List<SecurityEvent> waited(EventsConfig.Receiver receiver, Poll poll)
      throws InterruptedException {
    Semaphore turns = waiting.get(receiver.id());
    if (!turns.tryAcquire()) {
      return pending(receiver, poll);
    }
    try {
      long end = System.nanoTime() + LONGEST_WAIT.toNanos();
      while (true) {
        long heard = bell.rings();
        List<SecurityEvent> events = pending(receiver, poll);
        if (!events.isEmpty() || poll.most() == 0 || closed || System.nanoTime() >= end) {
          return events;
        }
        bell.await(heard, EventFeed.BETWEEN_LOOKS);
      }
    } finally {
      turns.release();
    }
  }

  private static Poll parse(EventsConfig.Receiver receiver, String body) {
    try {
      if (!body.strip().startsWith("{")) { // the library makes an object of a list, too
        throw notAPoll();
      }
      Map<String, Object> json = JSONObjectUtils.parse(body);
      List<String> done = new ArrayList<>();
      switch (json.get("ack")) {
        case null -> {}
        case List<?> acks -> acks.forEach(ack -> done.add(text(ack)));
        default -> throw notAPoll();
      }
      switch (json.get("setErrs")) {
        case null -> {}
        case Map<?, ?> errors -> {
          // A receiver that has judged an event gets it no more: the next time it is the same.
          for (Object jti : errors.keySet()) {
            log.warn("event refused receiver={} jti={}", receiver.id(), clean(text(jti)));
            done.add(text(jti));
          }
        }
        default -> throw notAPoll();
      }
      if (done.size() > MOST_ACKS) {
        throw bad("at most " + MOST_ACKS + " events are acknowledged at once");
      }
      return new Poll(most(json), flag(json, "returnImmediately"), done, flag(json, "replay"));
    } catch (ParseException _) {
      throw notAPoll();
    }
  }

  private static String text(@Nullable Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw notAPoll();
  }

  private static HttpReject notAPoll() {
    return bad("the body is no poll of RFC 8936");
  }

  private static int most(Map<String, Object> json) throws ParseException {
    if (!json.containsKey("maxEvents")) {
      return MOST_EVENTS;
    }
    return Math.clamp(JSONObjectUtils.getInt(json, "maxEvents"), 0, MOST_EVENTS);
  }

  private static boolean flag(Map<String, Object> json, String name) throws ParseException {
    return json.containsKey(name) && JSONObjectUtils.getBoolean(json, name);
  }

  private static HttpReject bad(String description) {
    return new HttpReject(400, "invalid_request", description);
  }

  /** What comes from outside stays on its line of the log. */
  private static String clean(String jti) {
    return jti.replaceAll("[^A-Za-z0-9._-]", "?").substring(0, Math.min(jti.length(), 64));
  }

  void close() {
    closed = true;
    bell.ring();
  }
}
