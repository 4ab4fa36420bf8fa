// SPDX-License-Identifier: Apache-2.0
package ringway.iq;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A gateway at the other end of Iq. Keeps one connection and renews it by itself; contexts survive
 * an interruption shorter than {@link Limits#lostAfter}, later ones are reported as lost, and so
 * are contexts a restarted gateway no longer knows. Thread-safe.
 */
public final class IqClient implements MediaGateway {
  private static final Logger log = LoggerFactory.getLogger(IqClient.class);

  /** How long a request under way waits for the connection to come back. */
  private static final Duration RESUMPTION = Duration.ofSeconds(1);

  /**
   * @param request the time a gateway has to answer
   * @param inFlight requests that may wait for their answer at one time
   * @param lostAfter an interruption after which the gateway will have released our contexts
   * @param firstBackOff pause before the second attempt to connect; doubles with each
   * @param longestBackOff where doubling ends
   */
  public record Limits(
      Duration request,
      int inFlight,
      Duration lostAfter,
      Duration firstBackOff,
      Duration longestBackOff) {
    public static Limits defaults() {
      return new Limits(
          Duration.ofSeconds(5),
          256,
          Duration.ofSeconds(30),
          Duration.ofMillis(100),
          Duration.ofSeconds(3));
    }

    /** The defaults but for that. */
    public static Limits lostAfter(Duration time) {
      Limits usual = defaults();
      return new Limits(
          usual.request, usual.inFlight, time, usual.firstBackOff, usual.longestBackOff);
    }
  }

  private final PendingRequests pending;
  private final EventQueue events = new EventQueue("iq-events");
  private final Set<String> contexts = ConcurrentHashMap.newKeySet();
  private final Map<String, CompletableFuture<JsonNode>> ahead =
      new ConcurrentHashMap<>(); // by context, what it was told without waiting
  private final Set<String> leftovers = ConcurrentHashMap.newKeySet(); // still to be released
  private final Limits limits;
  private final IqLink link;

  private IqClient(URI uri, IqAccess access, Limits limits) {
    this.limits = limits;
    pending = new PendingRequests(limits.inFlight(), limits.request());
    link = new IqLink(uri, access, limits, new Events());
  }

  public static IqClient connect(URI uri) {
    return connect(uri, IqAccess.open(), Limits.defaults());
  }

  /** Returns after the first attempt to connect, whether it succeeded or not. */
  public static IqClient connect(URI uri, IqAccess access, Limits limits) {
    IqClient client = open(uri, access, limits);
    client.awaitFirstAttempt();
    return client;
  }

  /** Returns at once. */
  public static IqClient open(URI uri, IqAccess access, Limits limits) {
    IqClient client = new IqClient(uri, access, limits);
    client.link.start();
    return client;
  }

  /** Returns after the first attempt to connect, whether it succeeded or not. */
  public void awaitFirstAttempt() {
    link.awaitFirstAttempt();
  }

  @Override
  public Reserved reserve(Reserve command) {
    leftovers.remove(command.context());
    settle(command.context());
    try {
      Reserved reserved = IqCodec.bind(ask(IqVerb.RESERVE, command), Reserved.class);
      contexts.add(command.context());
      return reserved;
    } catch (MediaFailure e) {
      if (e.kind() == MediaFailure.Kind.UNREACHABLE && !contexts.contains(command.context())) {
        leftovers.add(command.context()); // The gateway may have made it all the same.
      }
      throw e;
    }
  }

  @Override
  public void configure(Configure command) {
    settle(command.context());
    ask(IqVerb.CONFIGURE, command);
  }

  @Override
  public void configureAhead(Configure command) {
    String context = command.context();
    settle(context);
    CompletableFuture<JsonNode> answer = send(IqVerb.CONFIGURE, command);
    ahead.put(context, answer);
    answer.whenComplete(
        (_, failure) -> {
          ahead.remove(context, answer);
          if (failure != null) {
            String reason = PendingRequests.failure(failure).getMessage();
            lose(context, "it could not be set up: " + reason);
          }
        });
  }

  /** The gateway may carry out at once what it gets in a row. */
  private void settle(String context) {
    CompletableFuture<JsonNode> before = ahead.get(context);
    if (before != null) {
      try {
        PendingRequests.await(before);
      } catch (MediaFailure e) {
        log.debug("not set up context={}: {}", context, e.getMessage()); // told as lost
      }
    }
  }

  @Override
  public void sendDtmf(SendDtmf command) {
    settle(command.context());
    ask(IqVerb.SEND_DTMF, command);
  }

  @Override
  public Reserved.WebRtcLocal restartIce(String context, String stream) {
    settle(context);
    return IqCodec.bind(
        ask(IqVerb.RESTART_ICE, new IqVerb.RestartIce(context, stream)),
        Reserved.WebRtcLocal.class);
  }

  /** While the gateway cannot be reached the release waits for the next connection. */
  @Override
  public Released release(String context) {
    contexts.remove(context);
    settle(context);
    try {
      return IqCodec.bind(ask(IqVerb.RELEASE, new IqVerb.Release(context)), Released.class);
    } catch (MediaFailure e) {
      if (e.kind() != MediaFailure.Kind.UNREACHABLE) {
        throw e;
      }
      leftovers.add(context);
      return Released.nothing(context);
    }
  }

  @Override
  public Audit audit() {
    return IqCodec.bind(ask(IqVerb.AUDIT, List.of()), Audit.class);
  }

  @Override
  public void onEvent(Consumer<IqEvent> listener) {
    events.listen(listener);
  }

  /** As the gateway has told last. */
  @Override
  public Load load() {
    return link.load();
  }

  @Override
  public boolean available() {
    return link.socket().isPresent();
  }

  /** Ends the connection in order, upon which the gateway releases what this client reserved. */
  @Override
  public void close() {
    link.close();
    pending.close();
    events.close();
  }

  private JsonNode ask(String verb, Object body) {
    return PendingRequests.await(send(verb, body));
  }

  private CompletableFuture<JsonNode> send(String verb, Object body) {
    return link.socket()
        .map(socket -> pending.send(socket, verb, IqCodec.tree(body)))
        .orElseThrow(
            () ->
                new MediaFailure(
                    MediaFailure.Kind.UNREACHABLE, "the media function cannot be reached"));
  }

  private void lose(String context, String reason) {
    if (contexts.remove(context)) {
      events.add(new IqEvent.ContextLost(context, reason));
    }
  }

  private void loseAll(String reason) {
    contexts.forEach(context -> lose(context, reason));
    leftovers.clear(); // They have gone with it.
    pending.failAll(reason);
  }

  private final class Events implements IqLink.Listener {
    @Override
    public void connected(IqSocket socket, IqLink.Reunion reunion) {
      switch (reunion) {
        case RESUMED -> pending.askAgain(socket);
        case RESTARTED -> loseAll("the media function has restarted");
        case MISSED -> {
          pending.failAll("the media function has forgotten this controller");
          compare(socket);
        }
      }
      releaseLeftovers(socket);
    }

    @Override
    public void stands(IqSocket socket) {
      releaseLeftovers(socket);
    }

    @Override
    public void broke(boolean forGood) {
      if (forGood) {
        loseAll("the media function has gone down");
      }
    }

    @Override
    public void away(Duration since) {
      if (since.compareTo(RESUMPTION) > 0) {
        pending.failAll("the media function cannot be reached");
      }
      if (since.compareTo(limits.lostAfter()) > 0) {
        loseAll("the media function cannot be reached");
      }
    }

    @Override
    public void received(IqEvent event) {
      if (event instanceof IqEvent.ContextLost) {
        contexts.remove(event.context());
      }
      events.add(event);
    }

    @Override
    public void received(IqFrame.Reply reply) {
      pending.answered(reply);
    }

    @Override
    public void received(IqFrame.Refusal refusal) {
      pending.refused(refusal);
    }

    /** Finds out what became of our contexts while we were not told. */
    private void compare(IqSocket socket) {
      Set<String> mine = Set.copyOf(contexts);
      if (mine.isEmpty()) {
        return;
      }
      try {
        Map<String, Audit.Context> held =
            IqCodec.bind(pending.ask(socket, IqVerb.AUDIT, IqCodec.tree(List.of())), Audit.class)
                .contexts()
                .stream()
                .collect(Collectors.toMap(Audit.Context::id, context -> context));
        for (String context : mine) {
          Optional.ofNullable(held.get(context))
              .ifPresentOrElse(
                  this::tellEnded, () -> lose(context, "the media function no longer has it"));
        }
      } catch (MediaFailure e) {
        log.warn("contexts could not be compared: {}", e.getMessage());
      }
    }

    private void tellEnded(Audit.Context context) {
      for (Audit.Stream stream : context.streams()) {
        switch (stream.dtls()) {
          case "failed" ->
              events.add(
                  new IqEvent.StreamFailed(context.id(), stream.id(), "the handshake failed"));
          case "closed" -> events.add(new IqEvent.DtlsClosed(context.id(), stream.id()));
          default -> {}
        }
      }
    }

    private void releaseLeftovers(IqSocket socket) {
      for (String context : leftovers) {
        try {
          pending.ask(socket, IqVerb.RELEASE, IqCodec.tree(new IqVerb.Release(context)));
          leftovers.remove(context);
        } catch (MediaFailure e) {
          log.debug("context not released context={}: {}", context, e.getMessage());
        }
      }
    }
  }
}
