// SPDX-License-Identifier: Apache-2.0
package ringway.agw.embedded;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.agw.codec.Transcoder;
import ringway.agw.ice.IceCredentials;
import ringway.agw.meter.Drop;
import ringway.agw.rtp.DigitReader;
import ringway.agw.rtp.Packet;
import ringway.agw.rtp.PayloadTable;
import ringway.agw.rtp.RtpSession;
import ringway.agw.rtp.RtpTermination;
import ringway.agw.srtp.SrtpSession;
import ringway.iq.Audit;
import ringway.iq.Configure;
import ringway.iq.IqEvent;
import ringway.iq.MediaFailure;
import ringway.iq.Released;
import ringway.iq.SendDtmf;
import ringway.iq.Side;

/** One m-line of a call: a WebRTC termination and an RTP termination, joined. */
final class MediaStream implements RtpTermination.Access, StreamSecurity.Listener {
  private static final Logger log = LoggerFactory.getLogger(MediaStream.class);

  private final String context;
  private final String id;
  private final EngineParts engine;
  private final LocalIce ice;
  private final StreamAddresses addresses;
  private final StreamSecurity security;
  private final MediaPath toCore;
  private final MediaPath toAccess;
  private final RtpSession access; // what there is to report of the browser's side
  private final AtomicLong dropped = new AtomicLong();
  private final InactivityWatch inactivity;
  private volatile Optional<RtpTermination> core = Optional.empty(); // set once, by open()
  private volatile Optional<InetSocketAddress> dtlsPeer = Optional.empty();
  private volatile Configure.Gate gate = Configure.Gate.CLOSED;

  MediaStream(String context, String id, EngineParts engine) {
    this.context = context;
    this.id = id;
    this.engine = engine;
    ice = new LocalIce(engine.webrtc(), this);
    access = new RtpSession(engine.reportNanos());
    toCore = new MediaPath(digitsOf(Side.ACCESS), new ToCore());
    toAccess = new MediaPath(digitsOf(Side.CORE), new ToAccess());
    addresses = new StreamAddresses(engine.consentNanos());
    inactivity = new InactivityWatch(engine.inactivityNanos());
    security =
        new StreamSecurity(
            context + "-" + id, engine.dtls(), engine.handshakePlaces(), engine.meters(), this);
  }

  /** False when no port pair is left. */
  boolean open() {
    core = engine.rtp().open(this);
    if (core.isEmpty()) {
      return false;
    }
    ice.open();
    return true;
  }

  /** Everything the stream holds is free when this returns; closing twice is no error. */
  void close() {
    ice.close();
    security.close();
    addresses.close().forEach(address -> engine.webrtc().forget(address, this));
    core.ifPresent(engine.rtp()::close);
  }

  String id() {
    return id;
  }

  IceCredentials credentials() {
    return ice.current();
  }

  /** Those a check was made with; empty when they hold no more. */
  Optional<IceCredentials> credentials(String ufrag) {
    return ice.named(ufrag);
  }

  IceCredentials restartIce() {
    return ice.restart();
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
    command.webrtc().ifPresent(signalled -> security.configure(signalled, addresses.everChecked()));
    remote.ifPresent(target -> core().remote(target.rtp(), target.rtcp()));
    inactivity.watch(command.webrtc().isPresent(), opensToCore(command.gate()), System.nanoTime());
  }

  Audit.Stream audit() {
    return new Audit.Stream(
        id,
        addresses.connected() ? "connected" : "waiting",
        security.state().label(),
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

  boolean addressBound(InetSocketAddress address) {
    boolean bound = addresses.bound(address);
    addresses.surplus().ifPresent(old -> engine.webrtc().forget(old, this));
    return bound;
  }

  boolean consents(long now) {
    return addresses.consents(now);
  }

  void checked(InetSocketAddress source, boolean nominated, String ufrag) {
    ice.used(ufrag);
    boolean connectedBefore = addresses.connected();
    boolean moved = addresses.checked(source, nominated, System.nanoTime());
    if (moved && !connectedBefore) {
      log.info("ice connected context={} stream={} remote={}", context, id, source);
      engine.events().add(new IqEvent.IceConnected(context, id, describe(source)));
    } else if (moved) {
      log.info("browser has moved context={} stream={} remote={}", context, id, source);
    }
    security.addressKnown();
  }

  void dtlsFromAccess(Packet packet, InetSocketAddress source) {
    dtlsPeer = Optional.of(source);
    security.received(packet).ifPresent(this::dropped);
  }

  void srtpFromAccess(Packet packet) {
    Optional<SrtpSession> keys = security.session();
    if (keys.isEmpty()) {
      dropped(Drop.NO_KEYS);
      return;
    }
    if (packet.getLength() > 1 && Packet.isRtcpType(packet.at(1))) {
      controlFromAccess(packet, keys.get());
      return;
    }
    Optional<Drop> bad = keys.get().unprotect(packet);
    if (bad.isPresent()) {
      dropped(bad.get());
      return;
    }
    long now = System.nanoTime();
    inactivity.heard(now);
    access.received(packet, now);
    if (!opensToCore(gate)) {
      dropped(Drop.GATE_CLOSED);
      return;
    }
    toCore.pass(packet, now);
  }

  /** The browser's reports end here: the core gets reports about what we send it. */
  private void controlFromAccess(Packet packet, SrtpSession keys) {
    Optional<Drop> bad = keys.unprotectControl(packet);
    if (bad.isPresent()) {
      dropped(bad.get());
      return;
    }
    long now = System.nanoTime();
    inactivity.heard(now);
    access.reported(packet, now);
  }

  // --- from the core, on a selector thread ---

  @Override
  public void rtpFromCore(Packet packet) {
    if (!opensToAccess(gate)) {
      dropped(Drop.GATE_CLOSED);
      return;
    }
    toAccess.pass(packet, System.nanoTime());
  }

  @Override
  public void tick(Packet scratch, long nowNanos) {
    Optional<byte[]> report = access.report(nowNanos);
    if (report.isPresent() && security.session().isPresent()) {
      scratch.set(report.get());
      sendProtected(scratch, true).ifPresent(this::dropped);
    }
  }

  private Optional<Drop> sendProtected(Packet packet, boolean control) {
    Optional<InetSocketAddress> destination = addresses.destination(System.nanoTime());
    if (destination.isEmpty()) {
      return Optional.of(Drop.NO_DESTINATION);
    }
    Optional<SrtpSession> keys = security.session();
    if (keys.isEmpty()) {
      return Optional.of(Drop.NO_KEYS);
    }
    if (!control) {
      access.sent(packet);
    }
    Optional<Drop> bad = control ? keys.get().protectControl(packet) : keys.get().protect(packet);
    if (bad.isPresent()) {
      return bad;
    }
    return engine.webrtc().send(packet.toSend(), destination.get())
        ? Optional.empty()
        : Optional.of(Drop.SEND_FAILED);
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
      Optional<Drop> unsent = sendProtected(packet, false);
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

  // --- from the association's thread ---

  @Override
  public void sendDtls(byte[] datagram) {
    Optional<InetSocketAddress> destination = addresses.destination(System.nanoTime());
    // Before the nomination the browser's flights tell best which pair works.
    if (!addresses.connected() && dtlsPeer.isPresent()) {
      destination = dtlsPeer;
    }
    destination.ifPresent(address -> engine.webrtc().send(ByteBuffer.wrap(datagram), address));
  }

  @Override
  public void secured(String profile) {
    log.info("dtls up context={} stream={} profile={}", context, id, profile);
    engine.events().add(new IqEvent.DtlsUp(context, id, profile));
  }

  @Override
  public void securityFailed(String reason) {
    log.warn("dtls failed context={} stream={} reason={}", context, id, reason);
    engine.events().add(new IqEvent.StreamFailed(context, id, reason));
  }

  @Override
  public void closedByBrowser() {
    log.info("dtls closed by the browser context={} stream={}", context, id);
    engine.events().add(new IqEvent.DtlsClosed(context, id));
  }

  // --- from the ticker ---

  void tick(long now) {
    boolean consentLost = addresses.everChecked() && !addresses.consents(now);
    if (inactivity.expired(now, consentLost)) {
      log.info("media inactive context={} stream={} consent={}", context, id, !consentLost);
      engine.events().add(new IqEvent.MediaInactive(context, id));
    }
  }

  private static boolean opensToCore(Configure.Gate gate) {
    return gate == Configure.Gate.OPEN || gate == Configure.Gate.ACCESS_TO_CORE;
  }

  private static boolean opensToAccess(Configure.Gate gate) {
    return gate == Configure.Gate.OPEN || gate == Configure.Gate.CORE_TO_ACCESS;
  }

  private static String describe(InetSocketAddress address) {
    return address.getAddress().getHostAddress() + ":" + address.getPort();
  }
}
