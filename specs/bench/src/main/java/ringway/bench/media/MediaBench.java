// SPDX-License-Identifier: Apache-2.0
package ringway.bench.media;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import ringway.agw.engine.EngineKind;

/** {@code ./ringway bench media}. */
@Command(
    name = "media",
    mixinStandardHelpOptions = true,
    description = {
      "Calls with 50 packets a second each way, SRTP on one side and plain RTP on the other.",
      "",
      "The media function is a process of its own, and CPU and memory are its alone, with those of"
          + " rtpengine, or of a Kurento that runs here under RINGWAY_KMS_URI, where that is its"
          + " engine. The delay is from sending to receiving, with what"
          + " this process needs for it. With --against rtpengine the same calls go straight"
          + " through an rtpengine in user space as well, and ratios are printed; with --against"
          + " nothing as many packets go over plain sockets without any server, which shows how"
          + " much of the delay is this process's own. Both may be given. With --transcoded"
          + " there are calls between Opus and PCMA beside them: delay and loss are those of the"
          + " relayed calls, CPU and memory are shared out among all, and the pauses between"
          + " the packets of transcoded calls are told, 20 ms when its clock is never late."
    })
public final class MediaBench implements Callable<Integer> {
  private static final int LONGEST_SECONDS = 300;
  private static final int MOST_CALLS = 1500;
  private static final int MOST_TRANSCODED = 500;

  enum Engine {
    embedded,
    rtpengine,
    kurento;

    EngineKind kind() {
      return EngineKind.valueOf(name().toUpperCase(Locale.ROOT));
    }
  }

  enum Other {
    rtpengine,
    nothing
  }

  @Option(
      names = "--calls",
      defaultValue = "100",
      description = "Calls at once, at most 1500 (default ${DEFAULT-VALUE}).")
  private int calls;

  @Option(
      names = "--transcoded",
      defaultValue = "0",
      description =
          "Transcoded calls beside them, at most 500; not with --against (default"
              + " ${DEFAULT-VALUE}).")
  private int transcoded;

  @Option(
      names = "--seconds",
      defaultValue = "20",
      description = "Time measured, at most 300 (default ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--warm-up",
      defaultValue = "20",
      description = "Seconds of load before anything counts (default ${DEFAULT-VALUE}).")
  private int warmUp;

  @Option(
      names = "--engine",
      defaultValue = "embedded",
      description = "Of the media function: ${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE}).")
  private Engine engine;

  @Option(
      names = "--against",
      description = "Measure this as well, by itself: ${COMPLETION-CANDIDATES}.")
  private final List<Other> against = new ArrayList<>();

  @Option(
      names = "--result",
      defaultValue = "target/bench/media.json",
      description = "Where the figures are written as JSON (default ${DEFAULT-VALUE}).")
  private Path result;

  private interface Start {
    MediaServer start() throws Exception;
  }

  @Override
  public Integer call() throws Exception {
    Optional<String> hindrance =
        EngineServer.hindrance(engine.kind())
            .or(
                () ->
                    against.contains(Other.rtpengine)
                        ? EngineServer.hindrance(EngineKind.RTPENGINE)
                        : Optional.empty());
    if (hindrance.isPresent()) {
      System.err.println(hindrance.get());
      return 2;
    }
    if (transcoded > 0 && !against.isEmpty()) {
      System.err.println("--transcoded is measured by itself, without --against");
      return 2;
    }
    calls = Math.clamp(calls, 1, MOST_CALLS);
    transcoded = Math.clamp(transcoded, 0, MOST_TRANSCODED);
    MediaFigures ours = measure(() -> RingwayMedia.start(engine.kind(), calls + transcoded));
    List<MediaFigures> all = new ArrayList<>(List.of(ours));
    List<String> comparisons = new ArrayList<>();
    if (against.contains(Other.rtpengine)) {
      all.add(measure(() -> BareRtpengine.start(calls)));
      comparisons.add(ours.against(all.getLast()));
    }
    if (against.contains(Other.nothing)) {
      MediaFigures nothing = measure(NoServer::new);
      all.stream().map(figures -> figures.beyond(nothing)).forEach(comparisons::add);
      all.add(nothing);
    }
    all.forEach(figures -> System.out.println(figures.line()));
    comparisons.forEach(System.out::println);
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    System.out.printf(
        Locale.ROOT,
        "load average %.1f on %d processors%n",
        load,
        Runtime.getRuntime().availableProcessors());
    write(all, load);
    return all.stream().allMatch(figures -> figures.lostPercent() < 1) ? 0 : 1;
  }

  private MediaFigures measure(Start start) throws Exception {
    try (MediaServer server = start.start()) {
      System.err.println(
          "bench media: " + server.name() + ": setting up " + (calls + transcoded) + " calls …");
      try (MediaLoad load = new MediaLoad(server, calls, transcoded)) {
        System.err.println("bench media: " + server.name() + ": load …");
        return load.run(time(warmUp), time(seconds));
      }
    }
  }

  private static Duration time(int seconds) {
    return Duration.ofSeconds(Math.clamp(seconds, 1, LONGEST_SECONDS));
  }

  private void write(List<MediaFigures> all, double load) throws Exception {
    Files.createDirectories(result.toAbsolutePath().getParent());
    new ObjectMapper()
        .enable(SerializationFeature.INDENT_OUTPUT)
        .writeValue(result.toFile(), Map.of("loadAverage", load, "servers", all));
    System.out.println("written to " + result);
  }
}
