// SPDX-License-Identifier: Apache-2.0
package ringway.agw.kurento;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.kurento.client.KurentoClient;
import org.kurento.client.KurentoObject;
import org.kurento.client.MediaPipeline;
import org.kurento.client.ServerManager;
import org.kurento.client.internal.server.KurentoServerException;
import org.kurento.commons.exception.KurentoException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.agw.engine.EngineNode;
import ringway.iq.MediaFailure;

/**
 * One Kurento and the calls of ours it holds: whether it answers, whether it still knows them, and
 * what it keeps of us from before. Thread-safe.
 */
final class KmsNode implements EngineNode {
  private static final Logger log = LoggerFactory.getLogger(KmsNode.class);
  private static final int MISSES = 3;
  private static final int MOST_OWED = 4096;
  private static final long PAUSE_MILLIS = 50; // so that one that hangs up at once is not pestered
  private static final String TAG = "ringway";
  private static final int OBJECT_NOT_FOUND = 40101;
  private static final int NOT_ENOUGH_RESOURCES = 40009;

  /** A call as Kurento has it. */
  interface Call {
    String id();

    MediaPipeline pipeline();

    void lost(String reason);

    /** Events may have been missed. */
    void catchUp();
  }

  private final KmsConnection connection;
  private final KurentoClient client;
  private final ServerManager manager;
  private final InetAddress host;
  private final String mark;
  private final String label;
  private final Duration interval;
  private final Map<String, Call> calls = new ConcurrentHashMap<>();
  private final Map<String, KurentoObject> owed = new ConcurrentHashMap<>(); // to be released
  private final Semaphore wanted = new Semaphore(0);
  private final Thread watch;
  private int misses = MISSES; // of the watching thread
  private boolean comparing = true; // of the watching thread; what is there has to be looked at
  private volatile boolean alive;
  private volatile boolean closed;

  /**
   * @param label of all our pipelines
   */
  KmsNode(URI address, Duration patience, String label, Duration interval)
      throws UnknownHostException {
    this.label = label;
    this.interval = interval;
    mark = label + "/" + UUID.randomUUID(); // of this process, as its left-overs are not ours
    host = InetAddress.getByName(address.getHost());
    connection = new KmsConnection(address, patience, wanted::release);
    client = KurentoClient.createFromJsonRpcClientHonoringClientTimeouts(connection);
    manager = client.getServerManager();
    watch = Thread.ofVirtual().name("kurento-" + address.getAuthority()).unstarted(this::watchOver);
  }

  @Override
  public void start() {
    probe();
    if (!alive) {
      log.warn("kurento does not answer uri={}", name());
    }
    watch.start();
  }

  @Override
  public String name() {
    return connection.address().toString();
  }

  /** Where its RTP comes from. */
  InetAddress host() {
    return host;
  }

  @Override
  public boolean alive() {
    return alive;
  }

  @Override
  public int load() {
    return calls.size();
  }

  MediaPipeline createPipeline() {
    MediaPipeline made = client.createMediaPipeline();
    try {
      made.addTag(TAG, mark);
      return made;
    } catch (RuntimeException e) {
      release(made);
      throw e;
    }
  }

  void add(Call call) {
    calls.put(call.id(), call);
  }

  void remove(Call call) {
    calls.remove(call.id(), call);
  }

  /** Releases it now, or when somebody answers. */
  void release(KurentoObject object) {
    if (alive) {
      releaseNow(object);
    } else {
      owe(object);
    }
  }

  private void releaseNow(KurentoObject object) {
    try {
      object.release();
    } catch (RuntimeException e) {
      MediaFailure failure = failure(e);
      if (failure.kind() == MediaFailure.Kind.UNREACHABLE) {
        owe(object);
      }
      log.warn("kurento released nothing uri={} reason={}", name(), failure.getMessage());
    }
  }

  /** What a call's request has met; the call ends when Kurento has forgotten it. */
  MediaFailure failed(Call call, RuntimeException thrown) {
    if (thrown instanceof KurentoServerException refusal
        && refusal.getCode() == OBJECT_NOT_FOUND
        && calls.remove(call.id(), call)) {
      // Not here: whoever asks may hold what its end needs.
      Thread.startVirtualThread(() -> call.lost("kurento " + name() + " no longer has the call"));
    }
    return failure(thrown);
  }

  static MediaFailure failure(RuntimeException thrown) {
    return switch (thrown) {
      case MediaFailure failure -> failure;
      case KurentoServerException refusal when refusal.getCode() == NOT_ENOUGH_RESOURCES ->
          new MediaFailure(
              MediaFailure.Kind.NO_RESOURCES, "kurento refused: " + refusal.getServerMessage());
      case KurentoServerException refusal ->
          new MediaFailure(
              MediaFailure.Kind.INTERNAL,
              "kurento refused: " + refusal.getCode() + " " + refusal.getServerMessage());
      default -> new MediaFailure(MediaFailure.Kind.INTERNAL, "kurento: " + thrown);
    };
  }

  private void watchOver() {
    while (!closed) {
      try {
        if (wanted.tryAcquire(interval.toNanos(), TimeUnit.NANOSECONDS)) {
          wanted.drainPermits();
          Thread.sleep(PAUSE_MILLIS);
        }
        probe();
      } catch (InterruptedException _) {
        return;
      } catch (RuntimeException e) {
        log.error("kurento could not be watched uri={}", name(), e);
      }
    }
  }

  private void probe() {
    try {
      if (!connection.isOpen()) {
        comparing = true;
        if (connection.open() == KmsConnection.Opened.NEW) {
          loseAll("has restarted, or has ended our session");
        }
      }
      connection.ping();
      if (comparing || !owed.isEmpty()) {
        compare();
        comparing = false;
      }
      answered();
    } catch (MediaFailure | KurentoException e) {
      missed(failure(e).getMessage());
    }
  }

  /** What each of us has, and the other has not. */
  private void compare() {
    List<MediaPipeline> there = manager.getPipelines();
    Set<String> names = there.stream().map(MediaPipeline::getId).collect(Collectors.toSet());
    for (Call call : calls.values()) {
      if (!names.contains(call.pipeline().getId())) {
        lose(call, "no longer has the call");
      } else {
        catchUp(call);
      }
    }
    for (KurentoObject object : owed.values()) {
      owed.remove(object.getId());
      if (names.contains(pipelineOf(object))) {
        releaseNow(object);
      }
    }
    long left = there.stream().filter(this::isLeftOver).peek(this::releaseNow).count();
    if (left > 0) {
      log.info("left-overs released uri={} calls={}", name(), left);
    }
  }

  private static String pipelineOf(KurentoObject object) {
    return object.getId().split("/")[0];
  }

  private void catchUp(Call call) {
    try {
      call.catchUp();
    } catch (KurentoException e) {
      log.warn("kurento does not say how a call is uri={} call={}", name(), call.id(), e);
    }
  }

  private boolean isLeftOver(MediaPipeline pipeline) {
    try {
      return pipeline.getTags().stream()
          .filter(tag -> tag.getKey().equals(TAG))
          .anyMatch(tag -> tag.getValue().startsWith(label + "/") && !tag.getValue().equals(mark));
    } catch (KurentoException _) {
      return false; // released meanwhile
    }
  }

  private void missed(String reason) {
    misses++;
    if (misses >= MISSES) {
      connection.hangUp(); // it may be half open, and nobody at the other end
      comparing = true;
    }
    if (alive && misses >= MISSES) {
      alive = false;
      log.error("kurento is gone uri={} calls={} reason={}", name(), calls.size(), reason);
      // It may hold them all the same, with their media.
      calls.values().forEach(call -> owe(call.pipeline()));
      loseAll("does not answer");
    }
  }

  private void owe(KurentoObject object) {
    if (owed.size() < MOST_OWED) {
      owed.put(object.getId(), object);
    }
  }

  private void loseAll(String what) {
    List.copyOf(calls.values()).forEach(call -> lose(call, what));
  }

  private void lose(Call call, String what) {
    if (calls.remove(call.id(), call)) {
      call.lost("kurento " + name() + " " + what);
    }
  }

  private void answered() {
    misses = 0;
    if (!alive) {
      alive = true;
      log.info("kurento answers uri={}", name());
    }
  }

  @Override
  public void close() {
    closed = true;
    watch.interrupt();
    client.destroy();
  }
}
