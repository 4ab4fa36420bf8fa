// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.token;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.text.ParseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches the events of one WAF by long polls (RFC 8936). The first poll asks for all events again,
 * since what this node knew has ended with its last run; until it is answered nothing is known.
 */
public final class EventPoll implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EventPoll.class);
  private static final Duration ANSWER = Duration.ofSeconds(40); // the WAF holds a poll for 20 s
  private static final Duration CONNECT = Duration.ofSeconds(2);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
  private static final long MAX_ANSWER = 1024 * 1024;
  private static final int MOST = 100;

  private final RevocationConfig.Poll config;
  private final SecurityEvents events;
  private final Thread thread;
  private final HttpClient client =
      HttpClient.newBuilder()
          .connectTimeout(CONNECT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .version(HttpClient.Version.HTTP_1_1)
          .build();

  /** What the next poll reports; of the poll thread alone. */
  private final List<String> taken = new ArrayList<>();

  private final Map<String, Object> refused = new LinkedHashMap<>();
  private boolean replay = true;
  private boolean failing;

  public EventPoll(RevocationConfig.Poll config, SecurityEvents events) {
    this.config = config;
    this.events = events;
    thread = Thread.ofVirtual().name("revocations").start(this::run);
  }

  private void run() {
    Duration pause = FIRST_PAUSE;
    try {
      while (!Thread.currentThread().isInterrupted()) {
        if (round()) {
          pause = FIRST_PAUSE;
        } else {
          Thread.sleep(pause);
          Duration longer = pause.multipliedBy(2);
          pause = longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
        }
      }
    } catch (InterruptedException _) {
      // closed
    }
  }

  /** One poll; false when there is a reason to pause. */
  private boolean round() throws InterruptedException {
    try {
      HttpResponse<String> response =
          client.send(
              HttpRequest.newBuilder(config.address())
                  .timeout(ANSWER)
                  .header("Content-Type", "application/json")
                  .header("Accept", "application/json")
                  .header("Authorization", "Bearer " + config.secret().reveal())
                  .POST(HttpRequest.BodyPublishers.ofString(question()))
                  .build(),
              HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofString(), MAX_ANSWER));
      if (response.statusCode() != 200) {
        return tell(true, "status " + response.statusCode());
      }
      Map<String, Object> sets =
          JSONObjectUtils.getJSONObject(JSONObjectUtils.parse(response.body()), "sets");
      taken.clear();
      refused.clear();
      replay = false;
      boolean whole = true;
      for (Map.Entry<String, Object> set :
          sets == null ? List.<Map.Entry<String, Object>>of() : sets.entrySet()) {
        whole &= take(set.getKey(), String.valueOf(set.getValue()));
      }
      return whole ? tell(false, "") : tell(true, "the keys of the WAF cannot be fetched");
    } catch (IOException | ParseException | RuntimeException e) {
      return tell(true, e.toString());
    }
  }

  private String question() {
    Map<String, Object> poll = new LinkedHashMap<>();
    poll.put("maxEvents", MOST);
    poll.put("returnImmediately", false);
    poll.put("ack", List.copyOf(taken));
    poll.put("setErrs", Map.copyOf(refused));
    if (replay) {
      poll.put("replay", true);
    }
    return JSONObjectUtils.toJSONString(poll);
  }

  /** False when the event could not be judged now: it is left with the WAF. */
  private boolean take(String jti, String set) {
    try {
      events.accept(set);
      taken.add(jti);
    } catch (EventRejected rejected) {
      log.warn("event refused jti={} cause={}", SecurityEvents.plain(jti), rejected.getMessage());
      refused.put(jti, Map.of("err", rejected.code(), "description", rejected.getMessage()));
    } catch (WafUnreachable _) {
      return false;
    }
    return true;
  }

  /** Logs once when it begins to fail and once when it is over; answers whether it goes well. */
  private boolean tell(boolean fails, String cause) {
    if (fails && !failing) {
      log.warn("revocations not fetched from={} cause={}", config.address(), cause);
    } else if (!fails && failing) {
      log.info("revocations fetched again from={}", config.address());
    }
    failing = fails;
    return !fails;
  }

  @Override
  public void close() {
    thread.interrupt();
    client.shutdownNow();
  }
}
