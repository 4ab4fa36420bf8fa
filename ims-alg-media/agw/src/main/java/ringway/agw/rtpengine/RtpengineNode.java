// SPDX-License-Identifier: Apache-2.0
package ringway.agw.rtpengine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.agw.engine.EngineNode;
import ringway.iq.MediaFailure;

/**
 * One rtpengine and the calls of ours it holds: whether it answers, whether it still knows them,
 * and what it keeps of us from before. Thread-safe.
 */
final class RtpengineNode implements EngineNode {
  private static final Logger log = LoggerFactory.getLogger(RtpengineNode.class);
  private static final int MISSES = 3; // silence that long is no lost datagram
  private static final int LISTED = 800; // as many names as fit into a datagram

  /** A call as rtpengine has it. */
  interface Call {
    String id();

    void lost(String reason);
  }

  private final NgClient client;
  private final String prefix;
  private final Duration interval;
  private final Map<String, Call> calls = new ConcurrentHashMap<>();
  private final Thread watch;
  private Iterator<Call> turn = List.<Call>of().iterator(); // of the watching thread
  private int misses = MISSES; // of the watching thread
  private volatile boolean alive;
  private volatile boolean closed;

  /**
   * @param prefix of the names of all our calls
   */
  RtpengineNode(NgClient client, String prefix, Duration interval) {
    this.client = client;
    this.prefix = prefix;
    this.interval = interval;
    watch =
        Thread.ofVirtual()
            .name("rtpengine-" + client.address().getAuthority())
            .unstarted(this::watch);
  }

  @Override
  public void start() {
    probe();
    if (!alive) {
      log.warn("rtpengine does not answer node={}", client.address());
    }
    watch.start();
  }

  @Override
  public String name() {
    return client.address().toString();
  }

  @Override
  public boolean alive() {
    return alive;
  }

  @Override
  public int load() {
    return calls.size();
  }

  void add(Call call) {
    calls.put(call.id(), call);
  }

  /** Ends a call; when nobody answers, it is a left-over of the time when somebody does. */
  void delete(Call call) {
    calls.remove(call.id());
    if (alive) {
      delete(call.id());
    }
  }

  private void delete(String id) {
    // Without this it would keep the call, and its ports, for another half minute.
    NgReply reply = client.ask(about("delete", id).put("delete-delay", 0));
    if (reply instanceof NgReply.Silence(String reason)) {
      log.warn("call not deleted node={} call={} reason={}", name(), id, reason);
    }
  }

  static ObjectNode about(String verb, String id) {
    return NgClient.command(verb).put("call-id", id);
  }

  /** The answer, or a failure that says why there is none. */
  JsonNode require(ObjectNode command) {
    return switch (client.ask(command)) {
      case NgReply.Done(JsonNode body) -> body;
      case NgReply.Refused(String reason) ->
          throw new MediaFailure(
              MediaFailure.Kind.INTERNAL, "rtpengine " + name() + " refused: " + reason);
      case NgReply.Silence(String reason) ->
          throw new MediaFailure(
              MediaFailure.Kind.UNREACHABLE, "rtpengine " + name() + ": " + reason);
    };
  }

  NgReply ask(ObjectNode command) {
    return client.ask(command);
  }

  private void watch() {
    while (!closed) {
      try {
        Thread.sleep(interval);
        probe();
      } catch (InterruptedException _) {
        return;
      } catch (RuntimeException e) {
        log.error("rtpengine could not be watched node={}", name(), e);
      }
    }
  }

  /** Asks for a call in turn rather than pings: it may be there, and have forgotten everything. */
  private void probe() {
    if (!turn.hasNext()) {
      turn = calls.values().iterator();
    }
    Optional<Call> call = turn.hasNext() ? Optional.of(turn.next()) : Optional.empty();
    NgReply reply =
        client.ask(
            call.map(one -> about("query", one.id())).orElseGet(() -> NgClient.command("ping")));
    switch (reply) {
      case NgReply.Silence(String reason) -> missed(reason);
      case NgReply.Refused refused when refused.callUnknown() -> {
        answered();
        sweep();
      }
      case NgReply.Refused _, NgReply.Done _ -> answered();
    }
  }

  private void missed(String reason) {
    misses++;
    if (alive && misses >= MISSES) {
      alive = false;
      log.error("rtpengine is gone node={} calls={} reason={}", name(), calls.size(), reason);
      List.copyOf(calls.values()).forEach(call -> lose(call, "does not answer"));
    }
  }

  private void lose(Call call, String what) {
    if (calls.remove(call.id(), call)) {
      call.lost("rtpengine " + name() + " " + what);
    }
  }

  private void answered() {
    misses = 0;
    if (!alive) {
      deleteLeftOvers();
      alive = true;
      log.info("rtpengine answers node={}", name());
    }
  }

  /** Which of the calls it no longer has: it has restarted, or given up a silent one. */
  private void sweep() {
    for (Call call : calls.values()) {
      if (client.ask(about("query", call.id())) instanceof NgReply.Refused refused
          && refused.callUnknown()) {
        lose(call, "no longer has the call");
      }
    }
  }

  private void deleteLeftOvers() {
    int deleted = 0;
    if (client.ask(NgClient.command("list").put("limit", LISTED))
        instanceof NgReply.Done(JsonNode body)) {
      for (JsonNode id : body.path("calls")) {
        if (id.asText().startsWith(prefix) && !calls.containsKey(id.asText())) {
          delete(id.asText());
          deleted++;
        }
      }
    }
    if (deleted > 0) {
      log.info("left-overs deleted node={} calls={}", name(), deleted);
    }
  }

  @Override
  public void close() {
    closed = true;
    watch.interrupt();
    client.close();
  }
}
