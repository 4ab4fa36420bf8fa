// SPDX-License-Identifier: Apache-2.0
package ringway.bench;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import ringway.bench.edge.CallBench;
import ringway.bench.edge.RegisterBench;
import ringway.bench.media.MediaBench;
import ringway.bench.media.TranscodeBench;
import ringway.runtime.log.Logs;
import ringway.runtime.log.LogsConfig;

/** The load generators of {@code ./ringway bench}. */
@Command(
    name = "bench",
    description = "Measures a hot path on this machine.",
    mixinStandardHelpOptions = true,
    subcommands = {
      RegisterBench.class,
      CallBench.class,
      MediaBench.class,
      TranscodeBench.class,
      Bench.Idle.class,
      Bench.WafToken.class,
      Bench.WafIntrospect.class
    })
public final class Bench {
  private static final int LONGEST_SECONDS = 300;

  private Bench() {}

  public static void main(String[] arguments) {
    // A line per message would be half of what is measured.
    Logs.apply(
        new LogsConfig(LogsConfig.Level.WARN, LogsConfig.Format.TEXT, Optional.empty(), Map.of()));
    System.exit(new CommandLine(new Bench()).execute(arguments));
  }

  /** How much for how long; both have an end. */
  static final class Load {
    @Option(
        names = "--connections",
        defaultValue = "50",
        description = "Browsers at once (default ${DEFAULT-VALUE}).")
    private int connections;

    @Option(
        names = "--seconds",
        defaultValue = "10",
        description = "Time measured, at most 300 (default ${DEFAULT-VALUE}).")
    private int seconds;

    int connections() {
      return Math.max(1, connections);
    }

    Duration time() {
      return Duration.ofSeconds(Math.clamp(seconds, 1, LONGEST_SECONDS));
    }
  }

  @Command(
      name = "idle",
      mixinStandardHelpOptions = true,
      description = "Memory of idle W2 connections, server by itself.")
  static final class Idle implements Callable<Integer> {
    @Option(
        names = "--connections",
        defaultValue = "1000",
        description = "Connections, at most 100000 (default ${DEFAULT-VALUE}).")
    private int connections;

    @Option(names = "--tls", description = "Over TLS.")
    private boolean tls;

    @Override
    public Integer call() throws Exception {
      System.out.println(new IdleBench(Math.clamp(connections, 1, 100_000), tls).run());
      return 0;
    }
  }

  /** How often at most, beside the time. */
  static final class Times {
    @Option(
        names = "--count",
        defaultValue = "10000000",
        description = "Requests measured at most (default ${DEFAULT-VALUE}).")
    private long count;

    long most() {
      return Math.max(1, count);
    }
  }

  @Command(
      name = "waf-token",
      mixinStandardHelpOptions = true,
      description = "Access tokens issued for refresh tokens, which change at each use.")
  static final class WafToken implements Callable<Integer> {
    @CommandLine.Mixin private Load load;
    @CommandLine.Mixin private Times times;

    @Override
    public Integer call() throws Exception {
      return tell(
          "waf-token",
          "tokens",
          new WafBench(load.connections(), load.time(), times.most()).run(LoadWwsf::refresh));
    }
  }

  @Command(name = "waf-introspect", description = "Access tokens looked at (RFC 7662).")
  static final class WafIntrospect implements Callable<Integer> {
    @CommandLine.Mixin private Load load;
    @CommandLine.Mixin private Times times;

    @Override
    public Integer call() throws Exception {
      return tell(
          "waf-introspect",
          "introspections",
          new WafBench(load.connections(), load.time(), times.most()).run(LoadWwsf::introspect));
    }
  }

  private static int tell(String scenario, String unit, Measure measure) {
    String line = measure.line(scenario, unit);
    System.out.println(line);
    return line.contains(": 0 ") ? 1 : 0;
  }
}
