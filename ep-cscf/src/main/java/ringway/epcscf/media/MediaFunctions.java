// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.media;

import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.iq.Audit;
import ringway.iq.Configure;
import ringway.iq.EventQueue;
import ringway.iq.IqClient;
import ringway.iq.IqEvent;
import ringway.iq.Load;
import ringway.iq.MediaFailure;
import ringway.iq.MediaGateway;
import ringway.iq.Released;
import ringway.iq.Reserve;
import ringway.iq.Reserved;
import ringway.iq.SendDtmf;

/**
 * The media functions of this eP-CSCF as one. A context is given to the less loaded of two chosen
 * by chance, so that several eP-CSCFs do not all run to the same; where that fails, to another. It
 * never moves afterwards. Thread-safe.
 */
public final class MediaFunctions implements MediaGateway {
  private static final Logger log = LoggerFactory.getLogger(MediaFunctions.class);

  /** What administrators see of one. */
  public record Status(
      String name, String state, int contexts, int capacity, double cpu, int ours) {}

  private final List<AccessGateway> functions;
  private final Map<String, AccessGateway> homes = new ConcurrentHashMap<>(); // by context
  private final EventQueue events = new EventQueue("media-functions");

  MediaFunctions(Map<String, ? extends MediaGateway> gateways, MeterRegistry metrics) {
    functions =
        gateways.entrySet().stream()
            .map(named -> new AccessGateway(named.getKey(), named.getValue(), metrics))
            .toList();
    for (AccessGateway function : functions) {
      function.gateway().onEvent(event -> heard(function, event));
    }
  }

  /** Returns after the first attempt to connect to each, whether it succeeded or not. */
  public static MediaFunctions connect(MediaFunctionsConfig config, MeterRegistry metrics) {
    IqClient.Limits limits = IqClient.Limits.lostAfter(config.lostAfter());
    Map<String, IqClient> clients = new LinkedHashMap<>();
    for (URI address : config.functions()) {
      clients.put(address.getAuthority(), IqClient.open(address, config.access(), limits));
    }
    clients.values().forEach(IqClient::awaitFirstAttempt);
    return new MediaFunctions(clients, metrics);
  }

  private void heard(AccessGateway function, IqEvent event) {
    // One that failed to reserve may still speak of what another has taken over.
    if (homes.get(event.context()) == function) {
      events.add(event);
    }
  }

  @Override
  public Reserved reserve(Reserve command) {
    AccessGateway home = homes.get(command.context());
    if (home != null) {
      return home.gateway().reserve(command); // A retry, or another stream.
    }
    MediaFailure last =
        new MediaFailure(MediaFailure.Kind.UNREACHABLE, "no media function takes calls");
    for (AccessGateway function : inOrder()) {
      homes.put(command.context(), function); // First, for its events.
      try {
        Reserved reserved = function.gateway().reserve(command);
        function.took();
        return reserved;
      } catch (MediaFailure failure) {
        homes.remove(command.context());
        function.refused();
        if (failure.kind() == MediaFailure.Kind.BAD_COMMAND) {
          throw failure;
        }
        log.warn(
            "media function did not take a call media={} context={} cause={}",
            function.name(),
            command.context(),
            failure.getMessage());
        last = failure;
      }
    }
    throw last;
  }

  /** Two by chance, the less loaded first; then the others, the least loaded first. */
  private List<AccessGateway> inOrder() {
    List<AccessGateway> usable = new ArrayList<>(usable().toList());
    Collections.shuffle(usable);
    Comparator<AccessGateway> byLoad =
        Comparator.comparingDouble(function -> function.load().share());
    int two = Math.min(2, usable.size());
    usable.subList(0, two).sort(byLoad);
    usable.subList(two, usable.size()).sort(byLoad);
    return usable;
  }

  private Stream<AccessGateway> usable() {
    return functions.stream().filter(function -> function.state() == AccessGateway.State.AVAILABLE);
  }

  private MediaGateway home(String context) {
    return Optional.ofNullable(homes.get(context))
        .orElseThrow(
            () -> new MediaFailure(MediaFailure.Kind.UNKNOWN_CONTEXT, "no context " + context))
        .gateway();
  }

  @Override
  public void configure(Configure command) {
    home(command.context()).configure(command);
  }

  @Override
  public void configureAhead(Configure command) {
    home(command.context()).configureAhead(command);
  }

  @Override
  public void sendDtmf(SendDtmf command) {
    home(command.context()).sendDtmf(command);
  }

  @Override
  public Reserved.WebRtcLocal restartIce(String context, String stream) {
    return home(context).restartIce(context, stream);
  }

  @Override
  public Released release(String context) {
    AccessGateway home = homes.remove(context);
    if (home == null) {
      return Released.nothing(context);
    }
    home.released();
    return home.gateway().release(context);
  }

  @Override
  public Audit audit() {
    return new Audit(
        functions.stream()
            .filter(function -> function.gateway().available())
            .flatMap(function -> function.gateway().audit().contexts().stream())
            .toList());
  }

  @Override
  public Load load() {
    List<Load> loads = usable().map(AccessGateway::load).toList();
    return Load.of(
        loads.stream().mapToInt(Load::contexts).sum(),
        (int) Math.min(Integer.MAX_VALUE, loads.stream().mapToLong(Load::capacity).sum()));
  }

  @Override
  public void onEvent(Consumer<IqEvent> listener) {
    events.listen(listener);
  }

  /** Whether a call could be served now. */
  @Override
  public boolean available() {
    return usable().findAny().isPresent();
  }

  public List<Status> status() {
    return functions.stream()
        .map(
            function -> {
              Load load = function.load();
              return new Status(
                  function.name(),
                  function.state().name().toLowerCase(Locale.ROOT),
                  load.contexts(),
                  load.capacity(),
                  load.cpu(),
                  function.held());
            })
        .sorted(Comparator.comparing(Status::name))
        .toList();
  }

  @Override
  public void close() {
    functions.forEach(function -> function.gateway().close());
    events.close();
  }
}
