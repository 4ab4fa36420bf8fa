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
 * transcoded; the formats and digits come from others. Who passes never waits for a coder, but when
 * the formats change.
 */
final class MediaPath implements Transcoder.Output {
  private record Formats(
      PayloadTable from,
      PayloadTable to,
      PayloadMap map,
      boolean relays,
      Optional<Transcoder.Plan> plan) {
    static final Formats UNTOLD = of(List.of(), List.of());

    static Formats of(List<Codec> from, List<Codec> to) {
      return new Formats(
          PayloadTable.of(from),
          PayloadTable.of(to),
          PayloadMap.between(from, to),
          from.stream().anyMatch(codec -> isMedia(codec) && to.stream().anyMatch(codec::isLike)),
          Transcoder.Plan.between(from, to));
    }

    private static boolean isMedia(Codec codec) {
      return SpeechFormat.of(codec).isPresent();
    }

    boolean transcodes(Transcoder transcoder, int type) {
      return !relays || type == transcoder.plan().from().payload();
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
  private volatile Formats formats = Formats.UNTOLD;
  private Formats current = Formats.UNTOLD; // of the passing thread, and changed under playing
  private volatile Optional<Transcoder> transcoder = Optional.empty(); // as is this
  private volatile Optional<PlayOutTally> tally = Optional.empty(); // set once, under playing
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
    Formats told = Formats.of(from, to);
    formats = told;
    return told.plan().isPresent();
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
    if (agreed != current) {
      follow(agreed);
    }
    heard.read(packet, agreed.from(), nowNanos);
    Optional<Transcoder> maker = transcoder;
    if (maker.isEmpty()) {
      relay(packet, agreed);
    } else if (agreed.transcodes(maker.get(), packet.payloadType())) {
      maker.get().add(packet, nowNanos);
    } else {
      relay(packet, agreed);
    }
  }

  private void relay(Packet packet, Formats agreed) {
    packet.payloadType(agreed.map().to(packet.payloadType()));
    send(packet);
  }

  private void follow(Formats agreed) {
    synchronized (playing) {
      current = agreed;
      if (!transcoder.map(Transcoder::plan).equals(agreed.plan())) {
        transcoder.ifPresent(Transcoder::close);
        transcoder =
            agreed.plan().map(plan -> new Transcoder(plan, playOut, own, this, told, wanted));
        if (tally.isEmpty() && transcoder.isPresent()) {
          tally = Optional.of(new PlayOutTally());
        }
      }
      if (closed) {
        transcoder.ifPresent(Transcoder::close); // close() has come before it was there
      }
    }
  }

  /** Sends what is due of transcoded speech; on the thread of the clock. */
  void play(long nowNanos) {
    if (transcoder.isEmpty()) {
      return;
    }
    synchronized (playing) {
      Optional<Transcoder> maker = transcoder;
      if (maker.isPresent() && !closed) {
        maker.get().play(nowNanos);
      }
    }
  }

  /** What became of speech that waited to be transcoded; empty while none has. */
  Optional<SideReport.PlayOut> playedOut() {
    return tally.map(PlayOutTally::read);
  }

  /**
   * Nothing is played any more when this returns, and what is outside the heap is free, or will be
   * when the packet under way is through.
   */
  void close() {
    synchronized (playing) {
      closed = true;
      transcoder.ifPresent(Transcoder::close);
    }
  }

  /** One packet at a time: accounts and numbers of where it goes are not made for two. */
  @Override
  public void send(Packet packet) {
    synchronized (sending) {
      written.pass(packet, current.to());
      output.send(packet);
    }
  }

  @Override
  public void dropped(Drop reason) {
    if (reason == Drop.TOO_LATE) {
      tally.ifPresent(PlayOutTally::tooLate);
    }
    output.dropped(reason);
  }

  @Override
  public void concealed() {
    tally.ifPresent(PlayOutTally::concealed);
    output.concealed();
  }

  @Override
  public void shortened() {
    tally.ifPresent(PlayOutTally::shortened);
    output.shortened();
  }
}
