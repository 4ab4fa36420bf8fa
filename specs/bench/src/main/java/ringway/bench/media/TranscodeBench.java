// SPDX-License-Identifier: Apache-2.0
package ringway.bench.media;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import ringway.agw.codec.SpeechFormat;
import ringway.agw.codec.Transcoder;
import ringway.iq.Codec;

/** What transcoded speech costs: CPU of one thread, each pair of codecs by itself. */
@Command(
    name = "transcode",
    mixinStandardHelpOptions = true,
    description = "CPU for 20 ms of transcoded speech, pair by pair.")
public final class TranscodeBench implements Callable<Integer> {
  private static final List<Codec> CODECS =
      List.of(
          Speech.OPUS,
          Speech.PCMA,
          Codec.of(9, "G722", 8000),
          Codec.of(102, "AMR", 8000),
          Codec.of(104, "AMR-WB", 16_000));

  @Option(
      names = "--frames",
      defaultValue = "5000",
      description =
          "Of each pair, at most 1000000; as many before to warm up (default ${DEFAULT-VALUE}).")
  private int frames;

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

  @Override
  public Integer call() {
    List<Codec> present =
        CODECS.stream().filter(codec -> SpeechFormat.of(codec).isPresent()).toList();
    System.out.printf(
        Locale.ROOT, "%-18s %10s %10s %14s%n", "pair", "there us", "back us", "% of a core");
    for (int i = 0; i < present.size(); i++) {
      for (Codec second : present.subList(i + 1, present.size())) {
        tell(present.get(i), second);
      }
    }
    return 0;
  }

  private void tell(Codec first, Codec second) {
    double there = micros(first, second);
    double back = micros(second, first);
    System.out.printf(
        Locale.ROOT,
        "%-18s %10.1f %10.1f %14.2f%n",
        first.encoding() + " " + second.encoding(),
        there,
        back,
        (there + back) * Speech.FRAMES_A_SECOND / 10_000);
  }

  /** For each frame, decoded and coded. */
  private double micros(Codec from, Codec to) {
    List<byte[]> speech = Speech.in(from);
    int count = Math.clamp(frames, Speech.PACKETS, 1_000_000);
    try (Transcoder transcoder = Speech.transcoder(from, to, _ -> {})) {
      Speech.pass(transcoder, from, speech, 0, count);
      long before = threads.getCurrentThreadCpuTime();
      Speech.pass(transcoder, from, speech, count, count);
      return (threads.getCurrentThreadCpuTime() - before) / 1000.0 / count;
    }
  }
}
