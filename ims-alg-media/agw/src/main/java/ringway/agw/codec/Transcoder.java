// SPDX-License-Identifier: Apache-2.0
package ringway.agw.codec;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import ringway.agw.meter.Drop;
import ringway.agw.rtp.Packet;
import ringway.iq.Codec;

/** One direction of speech, from one format to another; telephone-events keep their place in it. */
public final class Transcoder implements ReorderWindow.Output {
  /** Where the packets go. */
  public interface Output {
    /** Valid until it returns; may be changed in place. */
    void send(Packet packet);

    void dropped(Drop reason);
  }

  /**
   * @param sampleRate both formats have
   */
  public record Plan(
      Codec from, Codec to, Optional<Codec> fromEvent, Optional<Codec> toEvent, int sampleRate) {
    private static final String EVENT = "telephone-event";

    /**
     * For the first format that is not on both sides, when a way leads from it to the other side.
     */
    public static Optional<Plan> between(List<Codec> from, List<Codec> to) {
      for (Codec first : from) {
        if (SpeechFormat.of(first).isEmpty() || to.stream().anyMatch(first::isLike)) {
          continue;
        }
        for (Codec second : to) {
          OptionalInt rate = rate(first, second);
          if (rate.isPresent()) {
            return Optional.of(
                new Plan(first, second, event(from, first), event(to, second), rate.getAsInt()));
          }
        }
      }
      return Optional.empty();
    }

    private static OptionalInt rate(Codec first, Codec second) {
      Optional<SpeechFormat> target = SpeechFormat.of(second);
      return target.isPresent()
          ? SpeechFormat.of(first).orElseThrow().rateWith(target.get())
          : OptionalInt.empty();
    }

    /** RFC 4733 §2.1: events share the clock of the speech they stand in for. */
    private static Optional<Codec> event(List<Codec> side, Codec speech) {
      return side.stream()
          .filter(codec -> codec.encoding().equalsIgnoreCase(EVENT))
          .filter(codec -> codec.clockRate() == speech.clockRate())
          .findFirst();
    }
  }

  private static final int FRAME_MILLIS = 20;
  private static final int MOST_CONCEALED_MILLIS = 100;
  private static final int JUMP_SECONDS = 10;
  private static final int EVENT_PAYLOAD = 4;

  private final Plan plan;
  private final Output output;
  private final OutgoingRtp out;
  private final SpeechDecoder decoder;
  private final SpeechEncoder encoder;
  private final ReorderWindow window = new ReorderWindow(this);
  private final Packet outgoing = new Packet();
  private final short[] decoded;
  private final short[] pending; // less than a frame, and what was just decoded
  private final int frame;
  private final int inClock;
  private final int outClock;
  private int count; // samples pending
  private long end; // of the pending samples, counted in samples since the beginning
  private boolean marker = true;
  private boolean started;
  private int source;
  private int lastTimestamp;
  private long lastPosition; // of that, in units of the incoming clock
  private long lastHeard;

  public Transcoder(Plan plan, OutgoingRtp out, Output output) {
    this.plan = plan;
    this.out = out;
    this.output = output;
    int rate = plan.sampleRate();
    decoder = SpeechFormat.of(plan.from()).orElseThrow().decoder(rate);
    encoder = SpeechFormat.of(plan.to()).orElseThrow().encoder(rate);
    frame = FRAME_MILLIS * rate / 1000;
    decoded = new short[SpeechDecoder.MAX_MILLIS * rate / 1000];
    pending = new short[decoded.length + frame];
    inClock = plan.from().clockRate();
    outClock = plan.to().clockRate();
    out.clock(outClock);
  }

  public Plan plan() {
    return plan;
  }

  public void pass(Packet packet) {
    window.add(packet);
  }

  @Override
  public void next(Packet packet, int missing) {
    int type = packet.payloadType();
    if (type == plan.from().payload()) {
      speech(packet, missing, position(packet));
    } else if (plan.fromEvent().filter(codec -> codec.payload() == type).isPresent()) {
      event(packet, position(packet));
    } else {
      output.dropped(Drop.NO_TRANSCODING);
    }
  }

  /** In units of the incoming clock since the beginning; goes on when the sender is another. */
  private long position(Packet packet) {
    long now = System.nanoTime();
    int step = packet.timestamp() - lastTimestamp;
    if (!started) {
      started = true;
      step = 0;
    } else if (packet.ssrc() != source || Math.abs((long) step) > (long) JUMP_SECONDS * inClock) {
      step = (int) Math.min((now - lastHeard) / 1000 * inClock / 1_000_000, Integer.MAX_VALUE);
      marker = true;
    }
    source = packet.ssrc();
    lastTimestamp = packet.timestamp();
    lastHeard = now;
    lastPosition += step;
    return lastPosition;
  }

  private void speech(Packet packet, int missing, long position) {
    int from = packet.payloadOffset();
    int length = packet.payloadEnd() - from;
    long at = position * plan.sampleRate() / inClock;
    long gap = at - end;
    if (gap != 0 && missing > 0 && gap > 0 && gap <= decoded.length * MOST_CONCEALED_MILLIS / 120) {
      int lost = (int) gap - (int) gap % (plan.sampleRate() / 400); // Opus counts in 2.5 ms
      decoder.conceal(packet.getBuffer(), packet.getOffset() + from, length, decoded, lost);
      append(lost);
      gap -= lost;
    }
    if (gap != 0) {
      count = 0; // a silence, an event, or a jump: what is left over has no successor
      end = at;
      marker = true;
    }
    int samples = decoder.decode(packet.getBuffer(), packet.getOffset() + from, length, decoded);
    if (samples == 0) {
      output.dropped(Drop.RTP_INVALID);
    }
    append(samples);
  }

  private void append(int samples) {
    System.arraycopy(decoded, 0, pending, count, samples);
    count += samples;
    end += samples;
    int used = 0;
    while (count - used >= frame) {
      long start = end - count + used;
      System.arraycopy(pending, used, decoded, 0, frame);
      used += frame;
      send(start);
    }
    count -= used;
    System.arraycopy(pending, used, pending, 0, count);
  }

  private void send(long start) {
    out.begin(outgoing, plan.to().payload(), marker, start * outClock / plan.sampleRate());
    int header = outgoing.getLength();
    int length = encoder.encode(decoded, frame, outgoing.getBuffer(), header);
    outgoing.setLength(header + length);
    marker = false;
    output.send(outgoing);
  }

  private void event(Packet packet, long position) {
    int at = packet.payloadOffset();
    if (plan.toEvent().isEmpty() || packet.payloadEnd() - at < EVENT_PAYLOAD) {
      output.dropped(Drop.NO_TRANSCODING);
      return;
    }
    Codec target = plan.toEvent().get();
    out.begin(outgoing, target.payload(), packet.marker(), position * outClock / inClock);
    long duration = (long) packet.uint16(at + 2) * outClock / inClock;
    outgoing.append(new byte[EVENT_PAYLOAD], EVENT_PAYLOAD);
    int octets = outgoing.getLength() - EVENT_PAYLOAD;
    byte[] bytes = outgoing.getBuffer();
    bytes[octets] = (byte) packet.at(at);
    bytes[octets + 1] = (byte) packet.at(at + 1);
    int units = (int) Math.min(duration, 0xffff);
    bytes[octets + 2] = (byte) (units >>> 8);
    bytes[octets + 3] = (byte) units;
    output.send(outgoing);
  }
}
