// SPDX-License-Identifier: Apache-2.0
package ringway.bench.media;

import java.util.ArrayList;
import java.util.List;
import ringway.agw.codec.OutgoingRtp;
import ringway.agw.codec.Transcoder;
import ringway.agw.meter.Drop;
import ringway.agw.rtp.Packet;
import ringway.iq.Codec;

/** Ten seconds of speech of sorts, in whichever format. */
final class Speech {
  static final Codec OPUS = new Codec(111, "opus", 48_000, 2, "");
  static final Codec PCMA = Codec.of(8, "PCMA", 8000);
  static final int FRAMES_A_SECOND = 50;
  static final int PACKETS = 500;

  private static final int RATE = 8000;
  private static final int FRAME = RATE / FRAMES_A_SECOND;
  private static final long FRAME_NANOS = 1_000_000_000 / FRAMES_A_SECOND;

  /** Where transcoded packets go. */
  interface Sink extends Transcoder.Output {
    @Override
    default void dropped(Drop reason) {
      throw new IllegalStateException("dropped: " + reason);
    }
  }

  private Speech() {}

  /** The payloads of its packets, 20 ms each. */
  static List<byte[]> in(Codec codec) {
    return codec.equals(PCMA) ? alaw() : made(codec, alaw());
  }

  static Transcoder transcoder(Codec from, Codec to, Sink sink) {
    return new Transcoder(
        Transcoder.Plan.between(List.of(from), List.of(to)).orElseThrow(), new OutgoingRtp(), sink);
  }

  /** Has it transcoded, over and over, from the first packet to as many as that. */
  static void pass(Transcoder transcoder, Codec codec, List<byte[]> speech, int first, int count) {
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
    List<byte[]> payloads = new ArrayList<>();
    Sink sink =
        packet -> {
          byte[] payload = new byte[packet.payloadLength()];
          packet.copy(packet.payloadOffset(), payload.length, payload);
          payloads.add(payload);
        };
    try (Transcoder transcoder = transcoder(PCMA, codec, sink)) {
      pass(transcoder, PCMA, alaw, 0, alaw.size());
    }
    return payloads;
  }

  /** A voice of sorts: harmonics of a pitch that moves, in syllables, over some noise. */
  private static List<byte[]> alaw() {
    List<byte[]> frames = new ArrayList<>();
    double phase = 0;
    long noise = 1;
    for (int frame = 0; frame < PACKETS; frame++) {
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
}
