// SPDX-License-Identifier: Apache-2.0
package ringway.agw.codec;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import ringway.agw.meter.Drop;
import ringway.agw.rtp.Packet;
import ringway.iq.Codec;

/** One direction of speech, from one format to another; telephone-events keep their place in it. */
public final class Transcoder implements ReorderWindow.Output, AutoCloseable {
  /** Where the packets go. */
  public interface Output {
    /** Valid until it returns; may be changed in place. */
    void send(Packet packet);

    void dropped(Drop reason);
  }

  /** What becomes of what. */
  public record Plan(Codec from, Codec to, Optional<Codec> fromEvent, Optional<Codec> toEvent) {
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
          if (SpeechFormat.of(second).isPresent()) {
            return Optional.of(new Plan(first, second, event(from, first), event(to, second)));
          }
        }
      }
      return Optional.empty();
    }

    /**
     * RFC 4733 §2.1: events share the clock of the speech they stand in for. Some phones have
     * AMR-WB and count the time of digits at 8 kHz; their time stamps are those of the speech.
     */
    private static Optional<Codec> event(List<Codec> side, Codec speech) {
      return side.stream()
          .filter(codec -> codec.encoding().equalsIgnoreCase(EVENT))
          .min(Comparator.comparing(codec -> codec.clockRate() != speech.clockRate()));
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
  private final ComfortNoise comfort = new ComfortNoise();
  private final Resampler resampler;
  private final int inRate; // of samples
  private final int outRate;
  private final short[] decoded;
  private final short[] converted;
  private final short[] pending; // less than a frame, and what was just decoded
  private final short[] whole; // a frame
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

  /** Without peers that ask for rates. */
  public Transcoder(Plan plan, OutgoingRtp out, Output output) {
    this(plan, out, output, new RateRequest(), new RateRequest());
  }

  /**
   * @param told of the rate the sender asks for
   * @param wanted the rate the receiver asks for
   */
  public Transcoder(
      Plan plan, OutgoingRtp out, Output output, RateRequest told, RateRequest wanted) {
    this.plan = plan;
    this.out = out;
    this.output = output;
    SpeechFormat from = SpeechFormat.of(plan.from()).orElseThrow();
    SpeechFormat to = SpeechFormat.of(plan.to()).orElseThrow();
    inRate = from.rateWith(to);
    outRate = to.rateWith(from);
    resampler = new Resampler(inRate, outRate);
    frame = FRAME_MILLIS * outRate / 1000;
    decoded = new short[SpeechDecoder.MAX_MILLIS * inRate / 1000];
    converted = new short[SpeechDecoder.MAX_MILLIS * outRate / 1000];
    pending = new short[converted.length + frame];
    whole = new short[frame];
    inClock = plan.from().clockRate();
    outClock = plan.to().clockRate();
    out.clock(outClock);
    decoder = from.decoder(inRate, plan.from().parameters(), told);
    try {
      encoder = to.encoder(outRate, plan.to().parameters(), wanted);
    } catch (RuntimeException e) {
      decoder.close();
      throw e;
    }
  }

  /** Another thread may close it; what it is given afterwards is lost. */
  @Override
  public void close() {
    decoder.close();
    encoder.close();
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
    } else if (type == ComfortNoise.PAYLOAD_TYPE && packet.payloadLength() > 0) {
      noise(packet, position(packet));
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
    long at = position * outRate / inClock;
    long gap = at - end;
    if (missing > 0 && gap > 0 && gap <= MOST_CONCEALED_MILLIS * outRate / 1000) {
      int lost = (int) (gap * 400 / outRate) * (inRate / 400); // Opus counts in 2.5 ms
      decoder.conceal(packet.getBuffer(), packet.getOffset() + from, length, decoded, lost);
      append(lost);
      gap = at - end;
    }
    if (gap != 0) {
      jump(at);
    }
    int samples = decoder.decode(packet.getBuffer(), packet.getOffset() + from, length, decoded);
    if (samples == 0) {
      output.dropped(Drop.RTP_INVALID);
    }
    append(samples);
  }

  /** A silence, an event, or a jump: what is left over has no successor. */
  private void jump(long at) {
    count = 0;
    end = at;
    marker = true;
  }

  /** One frame: the receiver goes on from what it has heard last. */
  private void noise(Packet packet, long position) {
    long at = position * outRate / inClock;
    if (at != end) {
      jump(at);
    }
    int samples = FRAME_MILLIS * inRate / 1000;
    comfort.fill(decoded, samples, packet.at(packet.payloadOffset()) & 0x7f);
    append(samples);
  }

  private void append(int samples) {
    int more = resampler.convert(decoded, samples, converted);
    System.arraycopy(converted, 0, pending, count, more);
    count += more;
    end += more;
    int used = 0;
    while (count - used >= frame) {
      System.arraycopy(pending, used, whole, 0, frame);
      send(end - count + used);
      used += frame;
    }
    count -= used;
    System.arraycopy(pending, used, pending, 0, count);
  }

  private void send(long start) {
    out.begin(outgoing, plan.to().payload(), marker, start * outClock / outRate);
    int header = outgoing.getLength();
    int length = encoder.encode(whole, frame, outgoing.getBuffer(), header);
    if (length > 0) {
      outgoing.setLength(header + length);
      marker = false;
      output.send(outgoing);
    }
  }

  private void event(Packet packet, long position) {
    int at = packet.payloadOffset();
    if (plan.toEvent().isEmpty() || packet.payloadEnd() - at < EVENT_PAYLOAD) {
      output.dropped(Drop.NO_TRANSCODING);
      return;
    }
    Codec target = plan.toEvent().get();
    out.begin(outgoing, target.payload(), packet.marker(), position * outClock / inClock);
    long duration =
        (long) packet.uint16(at + 2)
            * target.clockRate()
            / plan.fromEvent().orElse(plan.from()).clockRate();
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
