// SPDX-License-Identifier: Apache-2.0
package ringway.bench.media;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import ringway.agw.codec.OutgoingRtp;
import ringway.agw.codec.SpeechFormat;
import ringway.agw.codec.Transcoder;
import ringway.agw.meter.Drop;
import ringway.agw.rtp.Packet;
import ringway.iq.Codec;

/** What transcoded speech costs: CPU of one thread, each pair of codecs by itself. */
@Command(
    name = "transcode",
    mixinStandardHelpOptions = true,
    description = "CPU for 20 ms of transcoded speech, pair by pair.")
public final class TranscodeBench implements Callable<Integer> {
  private static final int RATE = 8000;
  private static final int FRAME = RATE / 50;
  private static final int SPEECH = 500; // packets of it, over and over
  private static final int FRAMES_A_SECOND = 50;
  private static final long FRAME_NANOS = 1_000_000_000 / FRAMES_A_SECOND;

  private static final Codec PCMA = Codec.of(8, "PCMA", 8000);
  private static final List<Codec> CODECS =
      List.of(
          new Codec(111, "opus", 48_000, 2, ""),
          PCMA,
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
        (there + back) * FRAMES_A_SECOND / 10_000);
  }

  /** For each frame, decoded and coded. */
  private double micros(Codec from, Codec to) {
    List<byte[]> speech = from.equals(PCMA) ? speech() : made(from, speech());
    int count = Math.clamp(frames, SPEECH, 1_000_000);
    Sink sink = new Sink(List.of());
    try (Transcoder transcoder = transcoder(from, to, sink)) {
      pass(transcoder, from, speech, 0, count);
      long before = threads.getCurrentThreadCpuTime();
      pass(transcoder, from, speech, count, count);
      return (threads.getCurrentThreadCpuTime() - before) / 1000.0 / count;
    }
  }

  private static Transcoder transcoder(Codec from, Codec to, Sink sink) {
    return new Transcoder(
        Transcoder.Plan.between(List.of(from), List.of(to)).orElseThrow(), new OutgoingRtp(), sink);
  }

  private static void pass(
      Transcoder transcoder, Codec codec, List<byte[]> speech, int first, int count) {
    Packet packet = new Packet();
    int step = codec.clockRate() / FRAMES_A_SECOND;
    for (int i = first; i < first + count; i++) {
      byte[] payload = speech.get(i % speech.size());
      packet.begin(codec.payload(), false, i & 0xffff, i * step, 1);
      packet.append(payload, payload.length);
      transcoder.add(packet, i * FRAME_NANOS);
      transcoder.play((i + 1) * FRAME_NANOS);
    }
  }

  private static List<byte[]> made(Codec codec, List<byte[]> alaw) {
    Sink sink = new Sink(new ArrayList<>());
    try (Transcoder transcoder = transcoder(PCMA, codec, sink)) {
      pass(transcoder, PCMA, alaw, 0, alaw.size());
    }
    return sink.payloads;
  }

  /** A voice of sorts: harmonics of a pitch that moves, in syllables, over some noise. */
  private static List<byte[]> speech() {
    List<byte[]> frames = new ArrayList<>();
    double phase = 0;
    long noise = 1;
    for (int frame = 0; frame < SPEECH; frame++) {
      byte[] linear = new byte[FRAME];
      for (int i = 0; i < FRAME; i++) {
        double time = (frame * FRAME + i) / (double) RATE;
        phase += 2 * Math.PI * (120 + 30 * Math.sin(2 * time)) / RATE;
        double voice = 0;
        for (int harmonic = 1; harmonic <= 12; harmonic++) {
          voice += Math.sin(harmonic * phase) / harmonic;
        }
        noise = noise * 6_364_136_223_846_793_005L + 1_442_695_040_888_963_407L;
        double syllable = Math.max(0, Math.sin(2 * Math.PI * 4 * time));
        linear[i] = alaw((int) (4000 * syllable * voice + 100 * (noise >> 60)));
      }
      frames.add(linear);
    }
    return frames;
  }

  /** ITU-T G.711. */
  private static byte alaw(int sample) {
    int sign = sample >= 0 ? 0x80 : 0;
    int magnitude = Math.min(Math.abs(sample), 32_767) >> 4;
    int exponent = Math.max(0, 28 - Integer.numberOfLeadingZeros(magnitude));
    int mantissa = exponent == 0 ? magnitude : magnitude >> exponent - 1;
    return (byte) ((sign | exponent << 4 | mantissa & 0x0f) ^ 0x55);
  }

  private record Sink(List<byte[]> payloads) implements Transcoder.Output {
    @Override
    public void send(Packet packet) {
      if (payloads instanceof ArrayList<byte[]> kept) {
        byte[] payload = new byte[packet.payloadLength()];
        packet.copy(packet.payloadOffset(), payload.length, payload);
        kept.add(payload);
      }
    }

    @Override
    public void dropped(Drop reason) {
      throw new IllegalStateException("dropped: " + reason);
    }
  }
}
