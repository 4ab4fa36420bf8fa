// SPDX-License-Identifier: Apache-2.0
package ringway.bench.edge;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import ringway.acceptance.actors.Subscriber;
import ringway.acceptance.actors.TestWaf;
import ringway.acceptance.peers.FreePort;
import ringway.acceptance.peers.Program;
import ringway.acceptance.peers.Rtpengine;
import ringway.bench.AnsweringCore;
import ringway.runtime.ladder.Ladder;

/** {@code ./ringway bench calls}. */
@Command(
    name = "calls",
    mixinStandardHelpOptions = true,
    description = {
      "Calls from INVITE to BYE over WebSocket, media reserved, configured and released.",
      "",
      "eP-CSCF and media function are processes of their own, and the CPU and memory told are"
          + " theirs alone; browsers and callee, which answers at once, are in this one. Delay is"
          + " from INVITE to answer. With --against kamailio the same calls go through Kamailio"
          + " and rtpengine, and ratios are printed."
    })
public final class CallBench implements Callable<Integer> {
  private static final String ORIGIN = "https://phone.example.net";
  private static final int MOST_CONNECTIONS = 1000;
  private static final int MOST_ACTIVE = 2000;

  @Option(
      names = "--against",
      description = "Measure another gateway as well: ${COMPLETION-CANDIDATES}.")
  private RegisterBench.Other against;

  @Option(
      names = "--connections",
      defaultValue = "20",
      description = "Browsers, each with one call at a time (default ${DEFAULT-VALUE}).")
  private int connections;

  @Option(
      names = "--seconds",
      defaultValue = "10",
      description = "Length of each phase, at most 120 (default ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--warm-up",
      defaultValue = "20",
      description = "Seconds of load before anything counts (default ${DEFAULT-VALUE}).")
  private int warmUp;

  @Option(
      names = "--count",
      defaultValue = "1000000",
      description = "Calls of a phase at most (default ${DEFAULT-VALUE}).")
  private long count;

  @Option(
      names = "--active",
      defaultValue = "500",
      description = "Calls that stand at once, at most 2000 (default ${DEFAULT-VALUE}).")
  private int active;

  @Option(
      names = "--rate",
      defaultValue = "0",
      description =
          "Calls a second of the second phase; 0 for half of the slowest peak"
              + " (default ${DEFAULT-VALUE}).")
  private double rate;

  @Option(
      names = "--result",
      defaultValue = "target/bench/calls.json",
      description = "Where the figures are written as JSON (default ${DEFAULT-VALUE}).")
  private Path result;

  @Override
  public Integer call() throws Exception {
    List<Program> needed =
        against == null ? List.of() : List.of(Program.KAMAILIO, Program.RTPENGINE);
    List<String> missing =
        needed.stream().filter(p -> p.find().isEmpty()).map(Program::missing).toList();
    if (!missing.isEmpty()) {
      missing.forEach(System.err::println);
      return 2;
    }
    connections = Math.clamp(connections, 1, MOST_CONNECTIONS);
    active = Math.clamp(active, connections, MOST_ACTIVE);
    return Course.show(measure(Course.of("calls", warmUp, seconds)), result);
  }

  private CallReport measure(Course course) throws Exception {
    try (AnsweringCore core = AnsweringCore.start();
        TestWaf waf = TestWaf.start(new Ladder())) {
      course.progress("starting eP-CSCF and media function");
      try (Gateway ours = ours(core, waf)) {
        if (against == null) {
          return report(course, List.of(peak(course, ours)));
        }
        course.progress("starting Kamailio and rtpengine");
        try (Gateway other = kamailio(core)) {
          return report(course, List.of(peak(course, ours), peak(course, other)));
        }
      }
    }
  }

  private static Gateway ours(AnsweringCore core, TestWaf waf) throws IOException {
    int iqPort = FreePort.next();
    OwnMedia media = OwnMedia.start(iqPort);
    EpCscfServer edge = EpCscfServer.start(core.port(), iqPort, waf, ORIGIN, MOST_CONNECTIONS);
    return new Gateway("eP-CSCF and media function", edge, media);
  }

  private static Gateway kamailio(AnsweringCore core) {
    Rtpengine media = Rtpengine.start();
    KamailioServer edge = KamailioServer.withMedia(core.port(), Subscriber.DOMAIN, ORIGIN, media);
    return new Gateway("Kamailio and rtpengine", edge, new RtpengineMedia(media));
  }

  /** How fast a gateway went. */
  private record Peak(Gateway gateway, Phase phase) {}

  private Peak peak(Course course, Gateway gateway) throws Exception {
    course.progress(gateway, "connecting %d browsers", connections);
    try (EdgeLoad load = new EdgeLoad(gateway, connected(gateway), count)) {
      return new Peak(gateway, course.peak(gateway, load));
    }
  }

  /** Anew for each phase: a browser that does nothing for long is taken for lost. */
  private List<Caller> connected(Gateway gateway) throws IOException {
    List<Caller> callers = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      callers.add(Caller.connect(gateway, ORIGIN, Subscriber.DOMAIN, i));
    }
    return callers;
  }

  private CallReport report(Course course, List<Peak> all) throws Exception {
    double slowest = all.stream().mapToDouble(one -> one.phase().perSecond()).min().orElseThrow();
    double steady = rate > 0 ? rate : slowest / 2;
    List<CallReport.Server> servers = new ArrayList<>();
    for (Peak one : all) {
      List<Caller> callers = connected(one.gateway());
      try (EdgeLoad load = new EdgeLoad(one.gateway(), callers, count)) {
        Phase half = course.steady(one.gateway(), load, steady);
        course.progress(one.gateway(), "%d calls at once", active);
        servers.add(
            new CallReport.Server(
                one.gateway().name(), one.phase(), half, bytesEach(one.gateway(), callers)));
      }
    }
    return new CallReport(Map.of("connections", connections, "active", active), servers);
  }

  private long bytesEach(Gateway gateway, List<Caller> callers) throws IOException {
    long before = gateway.bytesInUse();
    for (int i = 0; i < active; i++) {
      callers.get(i % connections).stay();
    }
    long bytes = gateway.bytesInUse() - before;
    for (Caller caller : callers) {
      caller.endAll();
    }
    return bytes / active;
  }
}
