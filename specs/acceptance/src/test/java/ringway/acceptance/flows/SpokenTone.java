// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.flows;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import ringway.agw.codec.OutgoingRtp;
import ringway.agw.codec.Transcoder;
import ringway.agw.meter.Drop;
import ringway.agw.peer.Alaw;
import ringway.agw.peer.Tone;
import ringway.agw.rtp.Packet;
import ringway.iq.Codec;

/**
 * A tone in the payloads of a codec, and heard in them.
 *
 * @param step of the time stamps of its packets of 20 ms
 */
record SpokenTone(Codec codec, int step) {
  private static final Codec PCMA = Codec.of(8, "PCMA", 8000);
  private static final int RATE = 8000;
  private static final int FRAME = RATE / 50;
  private static final int PIECE = 3; // frames: short, for what is made up breaks the phase
  private static final long FRAME_NANOS = 20_000_000;

  static SpokenTone in(Codec codec) {
    return new SpokenTone(codec, codec.clockRate() / 50);
  }

  List<byte[]> payloads(int hertz, int count) {
    List<byte[]> coded = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      coded.add(Alaw.of(new Tone(hertz, RATE).samples(i * FRAME, FRAME)));
    }
    return made(PCMA, codec, coded);
  }

  /** How much of what is heard is that tone, 0 to 1: in the middle one of all pieces. */
  double share(int hertz, List<byte[]> payloads) {
    List<byte[]> heard = made(codec, PCMA, payloads);
    short[] all = new short[heard.size() * FRAME];
    for (int i = 0; i < heard.size(); i++) {
      System.arraycopy(Alaw.samples(heard.get(i), 0), 0, all, i * FRAME, FRAME);
    }
    Tone tone = new Tone(hertz, RATE);
    double[] shares =
        IntStream.rangeClosed(0, heard.size() - PIECE)
            .mapToDouble(i -> tone.shareOf(all, i * FRAME, PIECE * FRAME))
            .sorted()
            .toArray();
    return shares[shares.length / 2];
  }

  private static List<byte[]> made(Codec from, Codec to, List<byte[]> payloads) {
    Optional<Transcoder.Plan> plan = Transcoder.Plan.between(List.of(from), List.of(to));
    if (plan.isEmpty()) {
      return payloads;
    }
    Collected made = new Collected();
    try (Transcoder transcoder = new Transcoder(plan.get(), new OutgoingRtp(), made)) {
      for (int i = 0; i < payloads.size(); i++) {
        Packet packet = new Packet();
        packet.begin(from.payload(), false, i, i * (from.clockRate() / 50), 1);
        packet.append(payloads.get(i), payloads.get(i).length);
        transcoder.add(packet, i * FRAME_NANOS);
        transcoder.play((i + 1) * FRAME_NANOS);
      }
    }
    return made.payloads;
  }

  private static final class Collected implements Transcoder.Output {
    private final List<byte[]> payloads = new ArrayList<>();

    @Override
    public void send(Packet packet) {
      byte[] payload = new byte[packet.payloadEnd() - packet.payloadOffset()];
      packet.copy(packet.payloadOffset(), payload.length, payload);
      payloads.add(payload);
    }

    @Override
    public void dropped(Drop reason) {
      throw new AssertionError("dropped: " + reason);
    }
  }
}
