// SPDX-License-Identifier: Apache-2.0
package ringway.agw.engine;

import java.util.List;
import java.util.Optional;
import ringway.agw.PlayOutConfig;
import ringway.agw.codec.OutgoingRtp;
import ringway.agw.codec.RateRequest;
import ringway.agw.codec.SpeechFormat;
import ringway.agw.codec.Transcoder;
import ringway.agw.meter.Drop;
import ringway.agw.rtp.DigitReader;
import ringway.agw.rtp.DigitWriter;
import ringway.agw.rtp.Packet;
import ringway.agw.rtp.PayloadTable;
import ringway.iq.Codec;
import ringway.iq.SideReport;

/**
 * One direction of a stream: relays the formats that are on both sides, under the numbers of the
 * other, and transcodes one that is not. One thread passes packets, that of the clock plays what is
 * transcoded; controllers tell the formats, for which they open and close coders, and digits. Who
 * passes never waits for a coder.
 */
final class MediaPath implements Transcoder.Output {
  private record Formats(
      PayloadTable from,
      PayloadTable to,
      PayloadMap map,
      boolean relays,
      Optional<Transcoder> transcoder) {
    static final Formats UNTOLD = of(List.of(), List.of(), Optional.empty());

    static Formats of(List<Codec> from, List<Codec> to, Optional<Transcoder> transcoder) {
      return new Formats(
          PayloadTable.of(from),
          PayloadTable.of(to),
          PayloadMap.between(from, to),
          from.stream().anyMatch(codec -> isMedia(codec) && to.stream().anyMatch(codec::isLike)),
          transcoder);
    }

    private static boolean isMedia(Codec codec) {
      return SpeechFormat.of(codec).isPresent();
    }

    boolean transcodes(int type) {
      return transcoder.isPresent()
          && (!relays || type == transcoder.get().plan().from().payload());
    }
  }

  private final Transcoder.Output output;
  private final DigitReader heard;
  private final PlayOutConfig playOut;
  private final RateRequest told;
  private final RateRequest wanted;
  private final Object playing = new Object(); // held while a frame is made and sent
  private final Object sending = new Object(); // held for a packet; taken after playing
  private final OutgoingRtp own = new OutgoingRtp(); // guarded by playing
  private final DigitWriter written = new DigitWriter(); // guarded by sending
  private final PlayOutTally tally = new PlayOutTally();
  private volatile Formats formats = Formats.UNTOLD; // changed under playing
  private volatile boolean transcoded; // something was; of the passing thread
  private boolean closed; // guarded by playing

  /**
   * @param told of the rate the sender asks for
   * @param wanted the rate the receiver asks for
   */
  MediaPath(
      DigitReader.Listener digits,
      Transcoder.Output output,
      PlayOutConfig playOut,
      RateRequest told,
      RateRequest wanted) {
    heard = new DigitReader(digits);
    this.output = output;
    this.playOut = playOut;
    this.told = told;
    this.wanted = wanted;
  }

  /** Whether something may be transcoded, so that a clock is needed. */
  boolean formats(List<Codec> from, List<Codec> to) {
    Optional<Transcoder.Plan> plan = Transcoder.Plan.between(from, to);
    synchronized (playing) {
      if (closed) {
        return false;
      }
      Optional<Transcoder> before = formats.transcoder();
      if (before.map(Transcoder::plan).equals(plan)) {
        formats = Formats.of(from, to, before);
      } else {
        formats = Formats.of(from, to, plan.map(this::open));
        before.ifPresent(Transcoder::close);
      }
    }
    return plan.isPresent();
  }

  private Transcoder open(Transcoder.Plan plan) {
    return new Transcoder(plan, playOut, own, this, told, wanted);
  }

  /** Whether the side this leads to takes telephone-events. */
  boolean takesDigits() {
    return formats.to().eventType().isPresent();
  }

  /** False when too many wait already. */
  boolean order(String digits, int millis) {
    return written.order(digits, millis);
  }

  void pass(Packet packet, long nowNanos) {
    Formats agreed = formats;
    heard.read(packet, agreed.from(), nowNanos);
    if (agreed.transcodes(packet.payloadType())) {
      if (!transcoded) {
        transcoded = true;
      }
      agreed.transcoder().get().add(packet, nowNanos);
    } else {
      packet.payloadType(agreed.map().to(packet.payloadType()));
      send(packet);
    }
  }

  /** Sends what is due of transcoded speech; on the thread of the clock. */
  void play(long nowNanos) {
    if (formats.transcoder().isEmpty()) {
      return;
    }
    synchronized (playing) {
      Optional<Transcoder> maker = formats.transcoder();
      if (maker.isPresent() && !closed) {
        maker.get().play(nowNanos);
      }
    }
  }

  /** What became of speech that waited to be transcoded; empty while none has. */
  Optional<SideReport.PlayOut> playedOut() {
    return transcoded ? Optional.of(tally.read()) : Optional.empty();
  }

  /**
   * Nothing is played any more when this returns, and what is outside the heap is free, or will be
   * when the packet under way is through.
   */
  void close() {
    synchronized (playing) {
      closed = true;
      formats.transcoder().ifPresent(Transcoder::close);
    }
  }

  /** One packet at a time: accounts and numbers of where it goes are not made for two. */
  @Override
  public void send(Packet packet) {
    synchronized (sending) {
      written.pass(packet, formats.to());
      output.send(packet);
    }
  }

  @Override
  public void dropped(Drop reason) {
    if (reason == Drop.TOO_LATE) {
      tally.tooLate();
    }
    output.dropped(reason);
  }

  @Override
  public void concealed() {
    tally.concealed();
    output.concealed();
  }

  @Override
  public void shortened() {
    tally.shortened();
    output.shortened();
  }
}
