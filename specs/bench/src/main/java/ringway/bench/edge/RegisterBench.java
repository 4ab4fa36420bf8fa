// SPDX-License-Identifier: Apache-2.0
package ringway.bench.edge;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import ringway.acceptance.actors.Subscriber;
import ringway.acceptance.actors.TestWaf;
import ringway.acceptance.peers.Program;
import ringway.agw.MediaFunction;
import ringway.bench.AnsweringCore;
import ringway.bench.IdleMedia;
import ringway.runtime.ladder.Ladder;

/** {@code ./ringway bench register}. */
@Command(
    name = "register",
    mixinStandardHelpOptions = true,
    description = {
      "REGISTER with a token over WebSocket, verified at the eP-CSCF and sent on to a registrar.",
      "",
      "The eP-CSCF is a process of its own and the CPU and memory told are its alone; load and"
          + " registrar are in this one. Every token is signed with ES256 and new to the eP-CSCF."
          + " With --against kamailio the same load goes to a Kamailio edge before the same"
          + " registrar, which checks a digest in place of the token or, with --tokens, the"
          + " signature of the same tokens, and ratios are printed."
    })
public final class RegisterBench implements Callable<Integer> {
  private static final String ORIGIN = "https://phone.example.net";
  private static final int MOST_CONNECTIONS = 1000;
  private static final int MOST_IDLE = 9000;
  private static final int TOKENS = 20_000;

  enum Other {
    kamailio
  }

  @Option(
      names = "--against",
      description = "Measure another edge as well: ${COMPLETION-CANDIDATES}.")
  private Other against;

  @Option(
      names = "--tokens",
      description =
          "Kamailio verifies the signatures of the same tokens, in place of a digest (Debian's"
              + " kamailio-secsipid-modules).")
  private boolean tokens;

  @Option(
      names = "--connections",
      defaultValue = "50",
      description = "Clients, each with one registration at a time (default ${DEFAULT-VALUE}).")
  private int connections;

  @Option(
      names = "--seconds",
      defaultValue = "10",
      description = "Length of each phase, at most 120 (default ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--warm-up",
      defaultValue = "15",
      description = "Seconds of load before anything counts (default ${DEFAULT-VALUE}).")
  private int warmUp;

  @Option(
      names = "--count",
      defaultValue = "2000000",
      description = "Registrations of a phase at most (default ${DEFAULT-VALUE}).")
  private long count;

  @Option(
      names = "--idle",
      defaultValue = "2000",
      description = "Idle connections, at most 9000 (default ${DEFAULT-VALUE}).")
  private int idle;

  @Option(
      names = "--same-token",
      description = "Each client shows one token again and again, which is verified once.")
  private boolean sameToken;

  @Option(
      names = "--result",
      defaultValue = "target/bench/register.json",
      description = "Where the figures are written as JSON (default ${DEFAULT-VALUE}).")
  private Path result;

  @Override
  public Integer call() throws Exception {
    if (against != null && Program.KAMAILIO.find().isEmpty()) {
      System.err.println(Program.KAMAILIO.missing());
      return 2;
    }
    connections = Math.clamp(connections, 1, MOST_CONNECTIONS);
    idle = Math.clamp(idle, 1, MOST_IDLE);
    return Course.show(measure(Course.of("register", warmUp, seconds)), result);
  }

  private RegisterReport measure(Course course) throws Exception {
    try (AnsweringCore core = AnsweringCore.start();
        TestWaf waf = TestWaf.start(new Ladder());
        MediaFunction media = IdleMedia.start();
        Servers servers = new Servers()) {
      course.progress("starting the eP-CSCF");
      // With room for one alone, no token is ever found among those verified before.
      int remembered = sameToken ? MOST_CONNECTIONS : 1;
      servers.add(EpCscfServer.start(core.port(), media.iqPort(), waf, ORIGIN, remembered));
      if (against == Other.kamailio) {
        course.progress("starting Kamailio");
        servers.add(
            KamailioServer.start(
                core.port(),
                Subscriber.DOMAIN,
                ORIGIN,
                tokens ? Optional.of(waf) : Optional.empty()));
      }
      return new RegisterReport(
          Map.of("connections", connections, "tokensPerClient", tokensEach(), "idle", idle),
          measure(course, servers.all()));
    }
  }

  private int tokensEach() {
    return sameToken ? 1 : Math.max(2, TOKENS / connections);
  }

  private List<RegisterReport.Server> measure(Course course, List<EdgeServer> servers)
      throws Exception {
    Map<EdgeServer, Long> idleBytes = new HashMap<>();
    for (EdgeServer server : servers) {
      if (server.idleFirst()) {
        idleBytes.put(server, idleBytes(course, server));
      }
    }
    Map<EdgeServer, Phase> peaks = new HashMap<>();
    Map<EdgeServer, Phase> halves = new HashMap<>();
    for (EdgeServer server : servers) {
      try (EdgeLoad load = connected(course, server)) {
        peaks.put(server, course.peak(server, load));
      }
    }
    double rate = peaks.values().stream().mapToDouble(Phase::perSecond).min().orElseThrow() / 2;
    for (EdgeServer server : servers) {
      try (EdgeLoad load = connected(course, server)) {
        halves.put(server, course.steady(server, load, rate));
      }
    }
    for (EdgeServer server : servers) {
      if (!server.idleFirst()) {
        idleBytes.put(server, idleBytes(course, server));
      }
    }
    return servers.stream()
        .map(
            s -> new RegisterReport.Server(s.name(), peaks.get(s), halves.get(s), idleBytes.get(s)))
        .toList();
  }

  private EdgeLoad connected(Course course, EdgeServer server) throws Exception {
    course.progress(server, "connecting %d clients", connections);
    List<Registrant> clients = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      Registrant client = Registrant.connect(server, ORIGIN, Subscriber.DOMAIN, i, tokensEach());
      clients.add(client);
      client.register();
    }
    return new EdgeLoad(server, clients, count);
  }

  private long idleBytes(Course course, EdgeServer server) throws IOException {
    course.progress(server, "%d idle connections", idle);
    return IdleConnections.bytesEach(server, idle, ORIGIN, Subscriber.DOMAIN);
  }

  /** Closed together, the last first. */
  private static final class Servers implements AutoCloseable {
    private final List<EdgeServer> all = new ArrayList<>();

    void add(EdgeServer server) {
      all.add(server);
    }

    List<EdgeServer> all() {
      return all;
    }

    @Override
    public void close() {
      all.reversed().forEach(EdgeServer::close);
    }
  }
}
