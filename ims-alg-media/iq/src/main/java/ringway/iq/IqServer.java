// SPDX-License-Identifier: Apache-2.0
package ringway.iq;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.management.OperatingSystemMXBean;
import io.micrometer.core.instrument.MeterRegistry;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.websocket.api.StatusCode;
import org.eclipse.jetty.websocket.server.ServerUpgradeRequest;
import org.eclipse.jetty.websocket.server.ServerUpgradeResponse;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.runtime.http.HttpListener;

/**
 * Serves a gateway to its controllers. A controller names itself when it connects and owns the
 * contexts it reserves; contexts of one that stays away longer than the orphan time are released.
 */
public final class IqServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(IqServer.class);
  private static final int MAX_IN_FLIGHT = 512;
  private static final Duration IDLE = Duration.ofSeconds(60);

  /** Of a controller, which says something every second. */
  private static final Duration LONGEST_SILENCE = Duration.ofSeconds(15);

  private static final Duration HEARTBEAT = Duration.ofSeconds(1);

  private final MediaGateway gateway;
  private final Duration orphanTime;
  private final Controllers controllers;
  private final Semaphore inFlight = new Semaphore(MAX_IN_FLIGHT);
  private final ExecutorService workers =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("iq-request-", 0).factory());
  private final IqDoor door;
  private final Thread orphans;
  private final Thread heart;
  private final HttpListener listener;
  private volatile boolean draining;

  private IqServer(
      IqListenerConfig config, Duration orphanTime, MediaGateway gateway, MeterRegistry metrics) {
    this.gateway = gateway;
    this.orphanTime = orphanTime;
    controllers = new Controllers(gateway, UUID.randomUUID().toString());
    door = new IqDoor(config, metrics);
    metrics.gauge("ringway.iq.controllers", controllers, Controllers::size);
    gateway.onEvent(controllers::tellOwner);
    listener =
        HttpListener.start("iq", config.listener(), HttpListener.Extras.PROMPT, this::handler);
    Duration check = Duration.ofMillis(Math.clamp(orphanTime.toMillis() / 4, 20, 1000));
    orphans = every(check, "iq-orphans", this::watch);
    heart = every(HEARTBEAT, "iq-heartbeat", this::beat);
  }

  /**
   * @param orphanTime how long a controller may be away before its contexts are released
   */
  public static IqServer start(
      IqListenerConfig config, Duration orphanTime, MediaGateway gateway, MeterRegistry metrics) {
    return new IqServer(config, orphanTime, gateway, metrics);
  }

  public int port() {
    return listener.port();
  }

  /** Takes no more contexts and says so; those there are go on. */
  public void drain() {
    draining = true;
    beat();
  }

  /** Contexts of controllers. */
  public int contexts() {
    return controllers.contexts();
  }

  private Handler handler(Server server) {
    door.guard(server);
    WebSocketUpgradeHandler upgrade =
        WebSocketUpgradeHandler.from(
            server,
            container -> {
              container.setMaxTextMessageSize(IqCodec.MAX_REQUEST);
              container.setIdleTimeout(IDLE);
              container.addMapping(IqCodec.PATH, this::accept);
            });
    upgrade.setHandler(new NotFound());
    return upgrade;
  }

  private @Nullable Object accept(
      ServerUpgradeRequest request, ServerUpgradeResponse response, Callback callback) {
    Fields query = Request.extractQueryParameters(request);
    Optional<String> name =
        Optional.ofNullable(query.getValue("controller"))
            .filter(text -> text.matches("[A-Za-z0-9-]{8,64}"));
    Optional<IqDoor.Refusal> refusal =
        door.refusal(request, name.isPresent(), name.map(controllers::hasRoom).orElse(true));
    if (refusal.isPresent()) {
      Response.writeError(request, response, callback, refusal.get().status());
      return null;
    }
    response.setAcceptedSubProtocol(IqCodec.SUB_PROTOCOL);
    response.setExtensions(List.of()); // No compression: 89 kB native memory per connection.
    return new IqSocket(new Link(name.orElseThrow(), seen(query)));
  }

  private static Seen seen(Fields query) {
    String instance = Optional.ofNullable(query.getValue("instance")).orElse("");
    String seq = Optional.ofNullable(query.getValue("seen")).orElse("");
    return seq.matches("\\d{1,18}") ? new Seen(instance, Long.parseLong(seq)) : Seen.NOTHING;
  }

  /** The server's end of one connection. */
  private final class Link implements IqSocket.Owner {
    private final Seen seen;
    private Controller controller; // set by opened(), which Jetty calls before all others

    Link(String name, Seen seen) {
      this.seen = seen;
      controller = new Controller(name);
    }

    @Override
    public void opened(IqSocket socket) {
      controller = controllers.attach(controller.id, socket, seen);
      socket.send(new IqFrame.Heartbeat(load()));
      log.info("controller connected controller={}", controller.id);
    }

    @Override
    public void received(IqSocket socket, IqFrame frame) {
      switch (frame) {
        case IqFrame.Request request -> received(socket, request);
        case IqFrame.Ack(long seq) -> controller.acknowledge(seq);
        default ->
            socket.close(StatusCode.POLICY_VIOLATION, "a controller sends requests and acks only");
      }
    }

    private void received(IqSocket socket, IqFrame.Request request) {
      if (!inFlight.tryAcquire()) {
        socket.send(
            new IqFrame.Refusal(
                request.id(), MediaFailure.Kind.NO_RESOURCES, "too many requests in flight"));
        return;
      }
      Controller asker = controller;
      if (gateway.prompt() && !request.verb().equals(IqVerb.AUDIT)) {
        serve(asker, socket, request);
      } else {
        workers.execute(() -> serve(asker, socket, request));
      }
    }

    @Override
    public void closed(IqSocket socket, int code) {
      controller.detach(socket, System.nanoTime());
      log.info("controller gone controller={} code={}", controller.id, code);
      if (code == StatusCode.NORMAL) {
        Controller leaver = controller;
        workers.execute(() -> controllers.forget(leaver, 0, "controller has closed"));
      }
    }
  }

  private void serve(Controller asker, IqSocket socket, IqFrame.Request request) {
    try {
      carryOut(asker, socket, request);
    } finally {
      inFlight.release();
    }
  }

  private void carryOut(Controller asker, IqSocket socket, IqFrame.Request request) {
    if (request.verb().equals(IqVerb.AUDIT)) {
      socket.send(answer(asker, request)); // large, and harmless to ask again: not kept
    } else {
      asker.answerOnce(request.id(), socket, () -> answer(asker, request));
    }
  }

  private IqFrame answer(Controller controller, IqFrame.Request request) {
    try {
      return new IqFrame.Reply(request.id(), execute(controller, request));
    } catch (MediaFailure e) {
      return new IqFrame.Refusal(request.id(), e.kind(), e.getMessage());
    } catch (RuntimeException e) {
      log.error("request failed verb={}", request.verb(), e);
      return new IqFrame.Refusal(
          request.id(), MediaFailure.Kind.INTERNAL, "the media function failed");
    }
  }

  private JsonNode execute(Controller controller, IqFrame.Request request) {
    switch (request.verb()) {
      case IqVerb.RESERVE -> {
        Reserve command = IqCodec.bind(request.body(), Reserve.class);
        return IqCodec.tree(controllers.reserve(controller, command, !draining));
      }
      case IqVerb.CONFIGURE -> {
        Configure command = IqCodec.bind(request.body(), Configure.class);
        requireOwner(controller, command.context());
        gateway.configure(command);
      }
      case IqVerb.SEND_DTMF -> {
        SendDtmf command = IqCodec.bind(request.body(), SendDtmf.class);
        requireOwner(controller, command.context());
        gateway.sendDtmf(command);
      }
      case IqVerb.RESTART_ICE -> {
        IqVerb.RestartIce command = IqCodec.bind(request.body(), IqVerb.RestartIce.class);
        requireOwner(controller, command.context());
        return IqCodec.tree(gateway.restartIce(command.context(), command.stream()));
      }
      case IqVerb.RELEASE -> {
        String context = IqCodec.bind(request.body(), IqVerb.Release.class).context();
        return IqCodec.tree(controllers.release(controller, context));
      }
      case IqVerb.AUDIT -> {
        return IqCodec.tree(gateway.audit());
      }
      default ->
          throw new MediaFailure(MediaFailure.Kind.BAD_COMMAND, "unknown verb " + request.verb());
    }
    return IqCodec.tree(Map.of());
  }

  private void requireOwner(Controller controller, String context) {
    if (!controllers.owns(controller, context)) {
      throw new MediaFailure(MediaFailure.Kind.UNKNOWN_CONTEXT, "no context " + context);
    }
  }

  private Load load() {
    double cpu = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getCpuLoad();
    return gateway.load().on(cpu > 0 ? Math.min(cpu, 1) : 0, draining);
  }

  private void beat() {
    IqFrame heartbeat = new IqFrame.Heartbeat(load());
    controllers.links().forEach(socket -> socket.send(heartbeat));
  }

  private void watch() {
    door.refresh();
    controllers.releaseOrphans(orphanTime.toNanos());
    long now = System.nanoTime();
    for (IqSocket socket : controllers.links()) {
      if (socket.silentFor(now) > LONGEST_SILENCE.toNanos()) {
        socket.disconnect();
      }
    }
  }

  private static Thread every(Duration period, String name, Runnable work) {
    return Thread.ofVirtual().name(name).start(() -> repeat(period, name, work));
  }

  private static void repeat(Duration period, String name, Runnable work) {
    try {
      while (true) {
        Thread.sleep(period);
        try {
          work.run();
        } catch (RuntimeException e) {
          log.error("{} failed", name, e); // or it would never run again
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Tells the controllers, which then need not wait for us. */
  @Override
  public void close() {
    orphans.interrupt();
    heart.interrupt();
    controllers.links().forEach(socket -> socket.close(StatusCode.SHUTDOWN, "going down"));
    listener.close();
    workers.shutdown();
  }

  private static final class NotFound extends Handler.Abstract {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      Response.writeError(request, response, callback, 404);
      return true;
    }
  }
}
