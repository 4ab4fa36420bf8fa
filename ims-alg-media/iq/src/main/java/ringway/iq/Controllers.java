// SPDX-License-Identifier: Apache-2.0
package ringway.iq;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.websocket.api.StatusCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The controllers of a gateway, and which context is whose. Thread-safe. */
final class Controllers {
  private static final Logger log = LoggerFactory.getLogger(Controllers.class);
  private static final int MAX_CONTROLLERS = 64;

  private final MediaGateway gateway;
  private final String instance;
  private final Map<String, Controller> byName = new ConcurrentHashMap<>();
  private final Map<String, Controller> owners = new ConcurrentHashMap<>(); // by context

  /**
   * @param instance of the gateway, which tells this start from others
   */
  Controllers(MediaGateway gateway, String instance) {
    this.gateway = gateway;
    this.instance = instance;
  }

  int size() {
    return byName.size();
  }

  int contexts() {
    return owners.size();
  }

  boolean hasRoom(String name) {
    return byName.size() < MAX_CONTROLLERS || byName.containsKey(name);
  }

  /** Inside the map's lock, so that a controller coming back cannot be forgotten meanwhile. */
  Controller attach(String name, IqSocket socket, Seen seen) {
    return byName.compute(
        name,
        (_, known) -> {
          Controller controller = known == null ? new Controller(name) : known;
          controller
              .attach(socket, seen, instance)
              .ifPresent(old -> old.close(StatusCode.POLICY_VIOLATION, "connected anew"));
          return controller;
        });
  }

  void tellOwner(IqEvent event) {
    Optional.ofNullable(owners.get(event.context())).ifPresent(owner -> owner.tell(event));
  }

  /** Every open connection. */
  List<IqSocket> links() {
    return byName.values().stream().flatMap(controller -> controller.link().stream()).toList();
  }

  boolean owns(Controller controller, String context) {
    return owners.get(context) == controller;
  }

  /**
   * @param open whether contexts nobody has may still be taken
   */
  Reserved reserve(Controller controller, Reserve command, boolean open) {
    String context = command.context();
    if (!open && !owners.containsKey(context)) {
      throw new MediaFailure(MediaFailure.Kind.NO_RESOURCES, "the media function is draining");
    }
    if (owners.computeIfAbsent(context, _ -> controller) != controller) {
      throw new MediaFailure(
          MediaFailure.Kind.BAD_COMMAND, "context " + context + " belongs to another");
    }
    try {
      Reserved reserved = gateway.reserve(command);
      controller.add(context);
      return reserved;
    } catch (RuntimeException e) {
      if (!controller.contexts().contains(context)) {
        owners.remove(context, controller);
      }
      throw e;
    }
  }

  Released release(Controller controller, String context) {
    if (!owns(controller, context)) {
      return Released.nothing(context);
    }
    Released released = gateway.release(context);
    controller.remove(context);
    owners.remove(context, controller);
    return released;
  }

  /** Releases what controllers hold that have been away too long. */
  void releaseOrphans(long orphanNanos) {
    for (Controller controller : byName.values()) {
      forget(controller, orphanNanos, "controller stayed away");
    }
  }

  /** Unless it has come back by now. */
  void forget(Controller controller, long goneNanos, String reason) {
    long now = System.nanoTime();
    if (!controller.goneFor(goneNanos, now)
        || byName.computeIfPresent(
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
}
