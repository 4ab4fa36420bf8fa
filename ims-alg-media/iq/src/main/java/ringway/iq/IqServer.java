// SPDX-License-Identifier: Apache-2.0
package ringway.iq;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;
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
  private static final int MAX_CONTROLLERS = 64;
  private static final int MAX_IN_FLIGHT = 512;
  private static final Duration IDLE = Duration.ofSeconds(20);

  private final MediaGateway gateway;
  private final Duration orphanTime;
  private final Map<String, Controller> controllers = new ConcurrentHashMap<>();
  private final Map<String, Controller> owners = new ConcurrentHashMap<>(); // by context
  private final Semaphore inFlight = new Semaphore(MAX_IN_FLIGHT);
  private final ExecutorService workers =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("iq-request-", 0).factory());
  private final IqDoor door;
  private final Thread orphans;
  private final HttpListener listener;

  private IqServer(
      IqListenerConfig config, Duration orphanTime, MediaGateway gateway, MeterRegistry metrics) {
    this.gateway = gateway;
    this.orphanTime = orphanTime;
    door = new IqDoor(config, metrics);
    metrics.gauge("ringway.iq.controllers", controllers, Map::size);
    gateway.onEvent(this::tellOwner);
    listener = HttpListener.start("iq", config.listener(), this::handler);
    orphans = Thread.ofVirtual().name("iq-orphans").start(this::watchOrphans);
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
    Optional<String> name = controllerOf(request);
    boolean room =
        controllers.size() < MAX_CONTROLLERS || name.filter(controllers::containsKey).isPresent();
    Optional<IqDoor.Refusal> refusal = door.refusal(request, name.isPresent(), room);
    if (refusal.isPresent()) {
      Response.writeError(request, response, callback, refusal.get().status());
      return null;
    }
    response.setAcceptedSubProtocol(IqCodec.SUB_PROTOCOL);
    response.setExtensions(List.of()); // No compression: 89 kB native memory per connection.
    return new IqSocket(new Link(name.orElseThrow()));
  }

  private static Optional<String> controllerOf(Request request) {
    return Optional.ofNullable(Request.extractQueryParameters(request).getValue("controller"))
        .filter(name -> name.matches("[A-Za-z0-9-]{8,64}"));
  }

  /** Inside the map's lock, so that a controller coming back cannot be forgotten meanwhile. */
  private Controller attach(Controller newcomer, IqSocket socket) {
    return controllers.compute(
        newcomer.id,
        (_, known) -> {
          Controller controller = known == null ? newcomer : known;
          controller
              .attach(socket)
              .ifPresent(old -> old.close(StatusCode.POLICY_VIOLATION, "connected anew"));
          return controller;
        });
  }

  private void tellOwner(IqEvent event) {
    Controller owner = owners.get(event.context());
    if (owner != null) {
      owner.tell(event);
    }
  }

  /** The server's end of one connection. */
  private final class Link implements IqSocket.Owner {
    private Controller controller; // set by opened(), which Jetty calls before all others

    Link(String name) {
      controller = new Controller(name);
    }

    @Override
    public void opened(IqSocket socket) {
      controller = attach(controller, socket);
      log.info("controller connected controller={}", controller.id);
    }

    @Override
    public void received(IqSocket socket, IqFrame frame) {
      if (!(frame instanceof IqFrame.Request request)) {
        socket.close(StatusCode.POLICY_VIOLATION, "a controller sends requests only");
        return;
      }
      if (!inFlight.tryAcquire()) {
        socket.send(
            new IqFrame.Refusal(
                request.id(), MediaFailure.Kind.NO_RESOURCES, "too many requests in flight"));
        return;
      }
      Controller asker = controller;
      workers.execute(
          () -> {
            try {
              socket.send(answer(asker, request));
            } finally {
              inFlight.release();
            }
          });
    }

    @Override
    public void closed(IqSocket socket, int code) {
      controller.detach(socket, System.nanoTime());
      log.info("controller gone controller={} code={}", controller.id, code);
      if (code == StatusCode.NORMAL) {
        Controller leaver = controller;
        workers.execute(() -> forget(leaver, 0, "controller has closed"));
      }
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
        return IqCodec.tree(reserve(controller, command));
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
        return IqCodec.tree(
            owners.get(context) == controller
                ? release(controller, context)
                : Released.nothing(context));
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
    if (owners.get(context) != controller) {
      throw new MediaFailure(MediaFailure.Kind.UNKNOWN_CONTEXT, "no context " + context);
    }
  }

  private Reserved reserve(Controller controller, Reserve command) {
    Controller owner = owners.computeIfAbsent(command.context(), _ -> controller);
    if (owner != controller) {
      throw new MediaFailure(
          MediaFailure.Kind.BAD_COMMAND, "context " + command.context() + " belongs to another");
    }
    try {
      Reserved reserved = gateway.reserve(command);
      controller.add(command.context());
      return reserved;
    } catch (RuntimeException e) {
      if (!controller.contexts().contains(command.context())) {
        owners.remove(command.context(), controller);
      }
      throw e;
    }
  }

  private Released release(Controller controller, String context) {
    Released released = gateway.release(context);
    controller.remove(context);
    owners.remove(context, controller);
    return released;
  }

  private void watchOrphans() {
    long check = Math.clamp(orphanTime.toMillis() / 4, 20, 1000);
    try {
      while (true) {
        Thread.sleep(check);
        door.refresh();
        for (Controller controller : controllers.values()) {
          if (controller.goneFor(orphanTime.toNanos(), System.nanoTime())) {
            forget(controller, orphanTime.toNanos(), "controller stayed away");
          }
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void forget(Controller controller, long goneNanos, String reason) {
    long now = System.nanoTime();
    if (controllers.computeIfPresent(
            controller.id, (_, known) -> known.goneFor(goneNanos, now) ? null : known)
        != null) {
      return;
    }
    List<String> contexts = controller.contexts();
    if (!contexts.isEmpty()) {
      log.warn(
          "contexts released controller={} contexts={} reason={}",
          controller.id,
          contexts.size(),
          reason);
    }
    for (String context : contexts) {
      try {
        release(controller, context);
      } catch (RuntimeException e) {
        log.error("context not released context={}", context, e);
      }
    }
  }

  @Override
  public void close() {
    orphans.interrupt();
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
