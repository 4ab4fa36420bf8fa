// SPDX-License-Identifier: Apache-2.0
package ringway.agw.embedded;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import ringway.agw.codec.Transcoder;
import ringway.agw.meter.Drop;
import ringway.agw.rtp.DigitReader;
import ringway.agw.rtp.Packet;
import ringway.agw.rtp.PayloadTable;
import ringway.agw.rtp.RtpSession;
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

/** One m-line of a call: its share of the WebRTC transport and an RTP termination, joined. */
final class MediaStream implements RtpTermination.Access {
  private final String context;
  private final String id;
  private final EngineParts engine;
  private final AccessTransport transport;
  private final MediaPath toCore;
  private final MediaPath toAccess;
  private final RtpSession access; // what there is to report of the browser's side
  private final AtomicLong dropped = new AtomicLong();
  private volatile Optional<RtpTermination> core = Optional.empty(); // set once, by open()
  private volatile Configure.Gate gate = Configure.Gate.CLOSED;
  private volatile List<Integer> types = List.of();
  private volatile Set<Feedback> takenByAccess = Set.of();
  private volatile Set<Feedback> takenByCore = Set.of();

  MediaStream(String context, String id, AccessTransport transport, EngineParts engine) {
    this.context = context;
    this.id = id;
    this.transport = transport;
    this.engine = engine;
    access = new RtpSession(engine.reportNanos());
    toCore = new MediaPath(digitsOf(Side.ACCESS), new ToCore());
    toAccess = new MediaPath(digitsOf(Side.CORE), new ToAccess());
  }

  /**
   * @param beside a stream of the same transport, when there is one
   * @return false when no port pair is left
   */
  boolean open(Optional<MediaStream> beside) {
    core = engine.rtp().open(this, beside.map(MediaStream::core));
    return core.isPresent();
  }

  /** The ports are free when this returns; closing twice is no error. */
  void close() {
    core.ifPresent(engine.rtp()::close);
  }

  String id() {
    return id;
  }

  RtpTermination core() {
    return core.orElseThrow();
  }

  void configure(Configure command, Optional<CoreRemote> remote) {
    toCore.formats(command.access(), command.core());
    toAccess.formats(command.core(), command.access());
    access.payloads(new PayloadTable(command.access()));
    core().session().payloads(new PayloadTable(command.core()));
    gate = command.gate();
    remote.ifPresent(target -> core().remote(target.rtp(), target.rtcp()));
    types = command.access().stream().map(Codec::payload).toList();
    takenByAccess = Set.copyOf(command.accessFeedback());
    takenByCore = Set.copyOf(command.coreFeedback());
    transport.configured(command.webrtc());
  }

  /** The payload types by which the browser's packets are known to be of this stream. */
  List<Integer> accessTypes() {
    return types;
  }

  boolean opensToCore() {
    return gate == Configure.Gate.OPEN || gate == Configure.Gate.ACCESS_TO_CORE;
  }

  private boolean opensToAccess() {
    return gate == Configure.Gate.OPEN || gate == Configure.Gate.CORE_TO_ACCESS;
  }

  Audit.Stream audit() {
    return new Audit.Stream(
        id,
        transport.iceState(),
        transport.dtlsState(),
        access.read(),
        core().session().read(),
        dropped.get());
  }

  Released.Stream released() {
    return new Released.Stream(id, access.read(), core().session().read(), dropped.get());
  }

  /** Digits towards one side; a failure when it takes none. */
  void sendDtmf(SendDtmf command) {
    MediaPath path = command.towards() == Side.CORE ? toCore : toAccess;
    if (!path.takesDigits()) {
      throw new MediaFailure(
          MediaFailure.Kind.BAD_COMMAND, "that side of stream " + id + " takes no digits");
    }
    if (!path.order(command.digits(), command.durationMillis())) {
      throw new MediaFailure(MediaFailure.Kind.NO_RESOURCES, "too many digits wait");
    }
  }

  // --- from the browser, on the receiver of the WebRTC port ---

  void rtpFromAccess(Packet packet, long now) {
    access.received(packet, now);
    if (!opensToCore()) {
      dropped(Drop.GATE_CLOSED);
      return;
    }
    packet.stripExtension();
    toCore.pass(packet, now);
  }

  /**
   * The browser's reports end here: the core gets reports about what we send it. What it wants of
   * the sender is passed on.
   */
  void controlFromAccess(Packet packet, long now) {
    access.reported(packet, now);
    Set<Feedback> taken = takenByCore;
    if (!taken.isEmpty() && opensToAccess()) {
      core().session().feedback(access.wanted(packet), taken).ifPresent(core()::sendControl);
    }
  }

  // --- from the core, on a selector thread ---

  @Override
  public void rtpFromCore(Packet packet) {
    if (!opensToAccess()) {
      dropped(Drop.GATE_CLOSED);
      return;
    }
    packet.stripExtension();
    toAccess.pass(packet, System.nanoTime());
  }

  @Override
  public void tick(Packet scratch, long nowNanos) {
    access.report(nowNanos).ifPresent(report -> sendControl(scratch, report));
  }

  @Override
  public void controlFromCore(Packet packet) {
    Set<Feedback> taken = takenByAccess;
    if (!taken.isEmpty() && opensToCore()) {
      access
          .feedback(core().session().wanted(packet), taken)
          .ifPresent(feedback -> sendControl(packet, feedback));
    }
  }

  private void sendControl(Packet scratch, byte[] content) {
    if (transport.secured()) {
      scratch.set(content);
      transport.sendControl(scratch).ifPresent(this::dropped);
    }
  }

  @Override
  public void dropped(Drop reason) {
    dropped.incrementAndGet();
    engine.meters().dropped(reason);
  }

  private DigitReader.Listener digitsOf(Side side) {
    return (digit, millis) ->
        engine.events().add(new IqEvent.Dtmf(context, id, side, Character.toString(digit), millis));
  }

  /** The end of the way to the core; on the receiver of the WebRTC port. */
  private final class ToCore implements Transcoder.Output {
    @Override
    public void send(Packet packet) {
      Optional<Drop> unsent = core().send(packet);
      if (unsent.isPresent()) {
        dropped(unsent.get());
      } else {
        engine.meters().relayedToCore();
      }
    }

    @Override
    public void dropped(Drop reason) {
      MediaStream.this.dropped(reason);
    }
  }

  /** The end of the way to the browser; on a selector thread. */
  private final class ToAccess implements Transcoder.Output {
    @Override
    public void send(Packet packet) {
      Optional<Drop> unsent = transport.sendMedia(packet, access);
      if (unsent.isPresent()) {
        dropped(unsent.get());
      } else {
        engine.meters().relayedToAccess();
      }
    }

    @Override
    public void dropped(Drop reason) {
      MediaStream.this.dropped(reason);
    }
  }
}
