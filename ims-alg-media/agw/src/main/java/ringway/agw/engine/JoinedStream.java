// SPDX-License-Identifier: Apache-2.0
package ringway.agw.engine;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.agw.PlayOutConfig;
import ringway.agw.PolicingConfig;
import ringway.agw.codec.RateRequest;
import ringway.agw.codec.Transcoder;
import ringway.agw.meter.Drop;
import ringway.agw.rtp.DigitReader;
import ringway.agw.rtp.HeaderExtensions;
import ringway.agw.rtp.Packet;
import ringway.agw.rtp.PayloadTable;
import ringway.agw.rtp.RtcpFeedback;
import ringway.agw.rtp.RtpTermination;
import ringway.iq.Audit;
import ringway.iq.Codec;
import ringway.iq.Configure;
import ringway.iq.Feedback;
import ringway.iq.IqEvent;
import ringway.iq.MediaFailure;
import ringway.iq.Released;
import ringway.iq.SendDtmf;
import ringway.iq.Side;
import ringway.iq.SideReport;

/** One m-line of a call: a leg to the browser and an RTP termination, joined. */
final class JoinedStream implements RtpTermination.Owner, AccessLeg.Stream, PlayClock.Player {
  private static final Logger log = LoggerFactory.getLogger(JoinedStream.class);

  private static final Optional<Drop> SHUT = Optional.of(Drop.GATE_CLOSED);

  private final StreamName name;
  private final EngineParts engine;
  private final BiConsumer<String, String> lost;
  private final MediaPath toCore;
  private final MediaPath toAccess;
  private final AtomicLong dropped = new AtomicLong();
  private final InactivityWatch inactivity;
  private volatile Optional<RtpTermination> core = Optional.empty(); // set once, by open()
  private volatile Optional<AccessLeg> access = Optional.empty(); // set once, by open()
  private final boolean speech;
  private final BandwidthGate fromAccess = new BandwidthGate();
  private final BandwidthGate fromCore = new BandwidthGate();
  private volatile Configure.Gate gate = Configure.Gate.CLOSED;
  private boolean clocked; // guarded by this
  private boolean closed; // guarded by this
  private volatile Set<Feedback> takenByAccess = Set.of();
  private volatile Set<Feedback> takenByCore = Set.of();
  private volatile HeaderExtensions extensionsToCore = HeaderExtensions.NONE;
  private volatile HeaderExtensions extensionsToAccess = HeaderExtensions.NONE;

  /**
   * @param speech rather than a picture
   * @param inactivity of the browser, for all streams of the call
   * @param lost told of the context and the reason when the leg is gone
   */
  JoinedStream(
      StreamName name,
      boolean speech,
      EngineParts engine,
      InactivityWatch inactivity,
      BiConsumer<String, String> lost) {
    this.name = name;
    this.speech = speech;
    this.engine = engine;
    this.inactivity = inactivity;
    this.lost = lost;
    limit(Configure.Limits.UNSAID);
    RateRequest ofAccess = new RateRequest();
    RateRequest ofCore = new RateRequest();
    PlayOutConfig playOut = engine.playOut();
    toCore = new MediaPath(digitsOf(Side.ACCESS), new ToCore(), playOut, ofAccess, ofCore);
    toAccess = new MediaPath(digitsOf(Side.CORE), new ToAccess(), playOut, ofCore, ofAccess);
  }

  /**
   * Whole, or not at all.
   *
   * @param first of the call's streams, whose transport and thread this shares; empty for itself
   */
  void open(Optional<JoinedStream> first) {
    core = engine.core().open(this, first.map(JoinedStream::core));
    if (core.isEmpty()) {
      throw new MediaFailure(MediaFailure.Kind.NO_RESOURCES, "no RTP ports are left");
    }
    access =
        Optional.of(
            first
                .map(one -> one.access().beside(name, this))
                .orElseGet(() -> engine.access().open(name, this)));
  }

  /** Everything the stream holds is free when this returns; closing twice is no error. */
  void close() {
    stopClock();
    toCore.close();
    toAccess.close();
    access.ifPresent(AccessLeg::close);
    core.ifPresent(engine.core()::close);
  }

  String id() {
    return name.stream();
  }

  RtpTermination core() {
    return core.orElseThrow();
  }

  AccessLeg access() {
    return access.orElseThrow();
  }

  void configure(Configure command, Optional<CoreRemote> remote) {
    List<Codec> access = access().carries(command.access());
    boolean making = toCore.formats(access, command.core());
    making |= toAccess.formats(command.core(), access);
    clock(making);
    core().session().payloads(PayloadTable.of(command.core()));
    gate = command.gate();
    limit(command.limits());
    takenByAccess = Set.copyOf(command.accessFeedback());
    takenByCore = Set.copyOf(command.coreFeedback());
    extend(command.extensions());
    command.webrtc().ifPresent(access()::configure);
    remote.ifPresent(target -> core().remote(target.rtp(), target.rtcp()));
  }

  private void extend(List<Configure.HeaderExtension> passing) {
    HeaderExtensions toOneSide = HeaderExtensions.NONE;
    HeaderExtensions toOther = HeaderExtensions.NONE;
    for (Configure.HeaderExtension one : passing) {
      toOneSide = toOneSide.with(one.access(), one.core());
      toOther = toOther.with(one.core(), one.access());
    }
    extensionsToCore = toOneSide;
    extensionsToAccess = toOther;
  }

  private synchronized void clock(boolean wanted) {
    if (clocked == wanted || closed) {
      return;
    }
    clocked = wanted;
    if (wanted) {
      engine.clock().add(this);
    } else {
      engine.clock().remove(this);
    }
  }

  private synchronized void stopClock() {
    clock(false);
    closed = true;
  }

  private void limit(Configure.Limits limits) {
    PolicingConfig policing = engine.policing();
    if (policing.enabled()) {
      fromAccess.kbits(policing.kbits(limits.access(), speech));
      fromCore.kbits(policing.kbits(limits.core(), speech));
    }
  }

  boolean opensToCore() {
    return gate == Configure.Gate.OPEN || gate == Configure.Gate.ACCESS_TO_CORE;
  }

  private boolean opensToAccess() {
    return gate == Configure.Gate.OPEN || gate == Configure.Gate.CORE_TO_ACCESS;
  }

  Audit.Stream audit() {
    return new Audit.Stream(
        id(), access().iceState(), access().dtlsState(), ofAccess(), ofCore(), dropped.get());
  }

  Released.Stream released() {
    return new Released.Stream(id(), ofAccess(), ofCore(), dropped.get());
  }

  private SideReport ofAccess() {
    return access().report().with(toCore.playedOut());
  }

  private SideReport ofCore() {
    return core().session().read().with(toAccess.playedOut());
  }

  /** Digits towards one side; a failure when it takes none. */
  void sendDtmf(SendDtmf command) {
    MediaPath path = command.towards() == Side.CORE ? toCore : toAccess;
    if (!path.takesDigits()) {
      throw new MediaFailure(
          MediaFailure.Kind.BAD_COMMAND, "that side of stream " + id() + " takes no digits");
    }
    if (!path.order(command.digits(), command.durationMillis())) {
      throw new MediaFailure(MediaFailure.Kind.NO_RESOURCES, "too many digits wait");
    }
  }

  // --- from the browser ---

  @Override
  public void rtpFromAccess(Packet packet, long nowNanos) {
    inactivity.heard(nowNanos);
    if (!opensToCore()) {
      dropped(Drop.GATE_CLOSED);
      return;
    }
    if (!fromAccess.passes(packet.getLength(), nowNanos)) {
      dropped(Drop.OVER_BANDWIDTH);
      return;
    }
    extensionsToCore.pass(packet);
    toCore.pass(packet, nowNanos);
  }

  @Override
  public void heard(long nowNanos) {
    inactivity.heard(nowNanos);
  }

  @Override
  public void wanted(List<RtcpFeedback> feedback) {
    if (opensToAccess()) {
      core().session().feedback(feedback, takenByCore).ifPresent(core()::sendControl);
    }
  }

  // --- from the core, on a shard ---

  @Override
  public void received(Packet packet, long nowNanos) {
    if (!opensToAccess()) {
      dropped(Drop.GATE_CLOSED);
      return;
    }
    if (!fromCore.passes(packet.getLength(), nowNanos)) {
      dropped(Drop.OVER_BANDWIDTH);
      return;
    }
    extensionsToAccess.pass(packet);
    toAccess.pass(packet, nowNanos);
  }

  @Override
  public void reported(long nowNanos) {
    // its reports are read by the termination, and say nothing of the browser
  }

  @Override
  public void wanted(List<RtcpFeedback> feedback, Packet scratch) {
    if (opensToCore()) {
      access.ifPresent(leg -> leg.ask(feedback, takenByAccess, scratch));
    }
  }

  @Override
  public void tick(Packet scratch, long nowNanos) {
    access.ifPresent(leg -> leg.tick(scratch, nowNanos));
  }

  @Override
  public void dropped(Drop reason) {
    dropped.incrementAndGet();
    engine.meters().dropped(reason);
  }

  // --- on a thread of the clock ---

  @Override
  public void play(long nowNanos) {
    toCore.play(nowNanos);
    toAccess.play(nowNanos);
  }

  private DigitReader.Listener digitsOf(Side side) {
    return (digit, millis) ->
        engine
            .events()
            .add(new IqEvent.Dtmf(name.context(), id(), side, Character.toString(digit), millis));
  }

  /** The end of the way to either side, where what was played late may find the gate closed. */
  private abstract class End implements Transcoder.Output {
    @Override
    public void dropped(Drop reason) {
      JoinedStream.this.dropped(reason);
    }

    @Override
    public void concealed() {
      engine.meters().concealed();
    }

    @Override
    public void shortened() {
      engine.meters().shortened();
    }
  }

  private final class ToCore extends End {
    @Override
    public void send(Packet packet) {
      Optional<Drop> unsent = opensToCore() ? core().send(packet) : SHUT;
      if (unsent.isPresent()) {
        dropped(unsent.get());
      } else {
        engine.meters().relayedToCore();
      }
    }
  }

  private final class ToAccess extends End {
    @Override
    public void send(Packet packet) {
      Optional<Drop> unsent = opensToAccess() ? access().send(packet) : SHUT;
      if (unsent.isPresent()) {
        dropped(unsent.get());
      } else {
        engine.meters().relayedToAccess();
      }
    }
  }

  // --- what the leg tells ---

  @Override
  public void iceConnected(String remote) {
    log.info("ice connected context={} stream={} remote={}", name.context(), id(), remote);
    engine.events().add(new IqEvent.IceConnected(name.context(), id(), remote));
  }

  @Override
  public void dtlsUp(String srtpProfile) {
    log.info("dtls up context={} stream={} profile={}", name.context(), id(), srtpProfile);
    engine.events().add(new IqEvent.DtlsUp(name.context(), id(), srtpProfile));
  }

  @Override
  public void dtlsClosed() {
    log.info("dtls closed by the browser context={} stream={}", name.context(), id());
    engine.events().add(new IqEvent.DtlsClosed(name.context(), id()));
  }

  @Override
  public void failed(String reason) {
    log.warn("browser's side failed context={} stream={} reason={}", name.context(), id(), reason);
    engine.events().add(new IqEvent.StreamFailed(name.context(), id(), reason));
  }

  @Override
  public void lost(String reason) {
    lost.accept(name.context(), reason);
  }

  // --- from the ticker ---

  void inactive(boolean consentLost) {
    log.info("media inactive context={} stream={} consent={}", name.context(), id(), !consentLost);
    engine.events().add(new IqEvent.MediaInactive(name.context(), id()));
  }
}
