// SPDX-License-Identifier: Apache-2.0
package ringway.agw.codec;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import ringway.agw.PlayOutConfig;
import ringway.agw.meter.Drop;
import ringway.agw.rtp.Packet;
import ringway.iq.Codec;

/**
 * One direction of speech, from one format to another, played by our clock: a frame of 20 ms each
 * 20 ms, while the sender is not silent. Telephone-events keep their place in it.
 */
public final class Transcoder implements AutoCloseable {
  /** Where the packets go. */
  public interface Output {
    /** Valid until it returns; may be changed in place. */
    void send(Packet packet);

    void dropped(Drop reason);

    /** A frame was made up, as nothing was there. */
    default void concealed() {}

    /** A frame was left out, as too much was there. */
    default void shortened() {}
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
  private static final int FRAMES_A_SECOND = 1000 / FRAME_MILLIS;
  private static final int EVENT_PAYLOAD = 4;
  private static final int QUIET = 130; // -48 dB
  private static final int NO_NOISE = -1;
  private static final long NONE = -1;
  private static final byte[] NOTHING = {};

  private final Plan plan;
  private final Output output;
  private final OutgoingRtp out;
  private final SpeechDecoder decoder;
  private final SpeechEncoder encoder;
  private final PlayoutBuffer buffer;
  private final Packet outgoing = new Packet();
  private final ComfortNoise comfort = new ComfortNoise();
  private final Resampler resampler;
  private final int inRate; // of samples
  private final int outRate;
  private final short[] decoded;
  private final short[] converted;
  private final short[] pending; // less than a frame, and what was just decoded
  private final short[] whole; // a frame
  private final short[] leftOut; // a frame, whose beginning leads to the one after it
  private final int frame;
  private final int inClock;
  private final int outClock;
  private int count; // samples pending
  private int noise = NO_NOISE; // its level, when that was heard last
  private long contiguous = NONE; // position of the frame after the one that was sent
  private boolean joins; // something was left out
  private boolean begun;
  private long beginning; // of our clock, in nanoseconds
  private boolean eventKnown;
  private int eventTimestamp;
  private long eventPosition;

  /** Without peers that ask for rates, and with the usual reserve. */
  public Transcoder(Plan plan, OutgoingRtp out, Output output) {
    this(plan, PlayOutConfig.USUAL, out, output, new RateRequest(), new RateRequest());
  }

  /**
   * @param told of the rate the sender asks for
   * @param wanted the rate the receiver asks for
   */
  public Transcoder(
      Plan plan,
      PlayOutConfig config,
      OutgoingRtp out,
      Output output,
      RateRequest told,
      RateRequest wanted) {
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
    leftOut = new short[frame];
    inClock = plan.from().clockRate();
    outClock = plan.to().clockRate();
    buffer = new PlayoutBuffer(config, inClock, this::isEvent);
    decoder = from.decoder(inRate, plan.from().parameters(), told);
    try {
      encoder = to.encoder(outRate, plan.to().parameters(), wanted);
    } catch (RuntimeException e) {
      decoder.close();
      throw e;
    }
    out.clock(outClock);
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

  private boolean isEvent(int type) {
    return plan.fromEvent().isPresent() && plan.fromEvent().get().payload() == type;
  }

  private boolean isNoise(Packet packet) {
    return packet.payloadType() == ComfortNoise.PAYLOAD_TYPE && packet.payloadLength() > 0;
  }

  /** From any thread. */
  public void add(Packet packet, long nowNanos) {
    int type = packet.payloadType();
    if (type != plan.from().payload() && !isEvent(type) && !isNoise(packet)) {
      output.dropped(Drop.NO_TRANSCODING);
    } else if (!buffer.add(packet, nowNanos)) {
      output.dropped(Drop.TOO_LATE);
    }
  }

  /** Sends the frame that is due, if one is; on the thread of the clock. */
  public void play(long nowNanos) {
    if (!buffer.due(nowNanos)) {
      return;
    }
    long position = position(buffer.tick());
    while (count < frame) {
      switch (buffer.next()) {
        case PACKET -> take(buffer.packet(), position);
        case LOST -> conceal(buffer.missing() * inRate / inClock, buffer.following());
        case LATE -> conceal(FRAME_MILLIS * inRate / 1000, Optional.empty());
        case SKIPPED -> output.shortened();
        case NOTHING -> {
          silence();
          return;
        }
      }
      if (count >= frame && buffer.shortens(isQuiet())) {
        leaveOut();
      }
    }
    cut(whole);
    if (joins) {
      join();
    }
    send(position);
  }

  private void append(int samples) {
    int more = resampler.convert(decoded, samples, converted);
    System.arraycopy(converted, 0, pending, count, more);
    count += more;
  }

  private void cut(short[] target) {
    System.arraycopy(pending, 0, target, 0, frame);
    count -= frame;
    System.arraycopy(pending, frame, pending, 0, count);
  }

  private boolean isQuiet() {
    int sum = 0;
    for (int i = 0; i < frame; i++) {
      sum += Math.abs(pending[i]);
    }
    return sum < QUIET * frame;
  }

  private void leaveOut() {
    cut(leftOut);
    joins = true;
    output.shortened();
  }

  /** From the beginning of what was left out over into what comes in its place. */
  private void join() {
    joins = false;
    int length = frame / 4;
    for (int i = 0; i < length; i++) {
      whole[i] = (short) ((leftOut[i] * (length - i) + whole[i] * i) / length);
    }
  }

  /** RFC 3551 §4.1: after a pause, whoever made it, a talkspurt begins; unmarked it is a loss. */
  private void send(long position) {
    out.begin(outgoing, plan.to().payload(), position != contiguous, position);
    int header = outgoing.getLength();
    int length = encoder.encode(whole, frame, outgoing.getBuffer(), header);
    if (length > 0) {
      outgoing.setLength(header + length);
      contiguous = position + outClock / FRAMES_A_SECOND;
      output.send(outgoing);
    }
  }

  /** Of our clock, in units of the outgoing one. */
  private long position(long nanos) {
    if (!begun) {
      begun = true;
      beginning = nanos;
    }
    return (nanos - beginning) / 1000 * outClock / 1_000_000;
  }

  private void take(Packet packet, long position) {
    int type = packet.payloadType();
    if (isEvent(type)) {
      silence();
      event(packet, position);
    } else if (type == plan.from().payload()) {
      speech(packet);
    } else {
      noise(packet);
    }
  }

  private void speech(Packet packet) {
    int from = packet.payloadOffset();
    int length = packet.payloadEnd() - from;
    int samples = decoder.decode(packet.getBuffer(), packet.getOffset() + from, length, decoded);
    if (samples == 0) {
      output.dropped(Drop.RTP_INVALID);
    }
    noise = NO_NOISE;
    eventKnown = false;
    append(samples);
    buffer.played((long) samples * inClock / inRate, decoder.isSilent());
  }

  /** One frame: the receiver goes on from what it has heard last. */
  private void noise(Packet packet) {
    noise = packet.at(packet.payloadOffset()) & 0x7f;
    int samples = FRAME_MILLIS * inRate / 1000;
    comfort.fill(decoded, samples, noise);
    append(samples);
    buffer.played((long) samples * inClock / inRate, true);
  }

  private void conceal(int samples, Optional<Packet> following) {
    int made = samples - samples % (inRate / 400); // Opus counts in 2.5 ms
    if (noise != NO_NOISE) {
      comfort.fill(decoded, made, noise);
    } else if (following.isPresent() && following.get().payloadType() == plan.from().payload()) {
      Packet next = following.get();
      int from = next.payloadOffset();
      decoder.conceal(
          next.getBuffer(), next.getOffset() + from, next.payloadEnd() - from, decoded, made);
    } else {
      decoder.conceal(NOTHING, 0, 0, decoded, made);
    }
    append(made);
    output.concealed();
  }

  /** What is left over has no successor. */
  private void silence() {
    count = 0;
    joins = false;
  }

  private void event(Packet packet, long position) {
    int at = packet.payloadOffset();
    if (plan.toEvent().isEmpty() || packet.payloadEnd() - at < EVENT_PAYLOAD) {
      output.dropped(Drop.NO_TRANSCODING);
      return;
    }
    if (!eventKnown || packet.timestamp() != eventTimestamp) { // RFC 4733 §2.2: of its beginning
      eventKnown = true;
      eventTimestamp = packet.timestamp();
      eventPosition = position;
    }
    Codec target = plan.toEvent().get();
    out.begin(outgoing, target.payload(), packet.marker(), eventPosition);
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
