// SPDX-License-Identifier: Apache-2.0
package ringway.agw.embedded;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.agw.ice.IceCredentials;
import ringway.agw.meter.Drop;
import ringway.agw.rtp.Packet;
import ringway.agw.rtp.RtpSession;
import ringway.agw.srtp.SrtpSession;
import ringway.iq.Configure;
import ringway.iq.IqEvent;

/**
 * The WebRTC side of one call: ICE, DTLS and SRTP on one 5-tuple for all its streams (BUNDLE, RFC
 * 8843). Its events bear the name of the first of them.
 */
final class AccessTransport implements StreamSecurity.Listener {
  private static final Logger log = LoggerFactory.getLogger(AccessTransport.class);
  private static final int TYPES = 128;

  private final String context;
  private final String name;
  private final EngineParts engine;
  private final LocalIce ice;
  private final StreamAddresses addresses;
  private final StreamSecurity security;
  private final InactivityWatch inactivity;
  private final List<MediaStream> streams = new CopyOnWriteArrayList<>();
  private volatile List<Optional<MediaStream>> byType = noTypes(); // replaced whole
  private volatile Optional<MediaStream> single = Optional.empty();
  private volatile Optional<InetSocketAddress> dtlsPeer = Optional.empty();

  AccessTransport(String context, String name, EngineParts engine) {
    this.context = context;
    this.name = name;
    this.engine = engine;
    ice = new LocalIce(engine.webrtc(), this);
    addresses = new StreamAddresses(engine.consentNanos());
    inactivity = new InactivityWatch(engine.inactivityNanos());
    security =
        new StreamSecurity(
            context + "-" + name, engine.dtls(), engine.handshakePlaces(), engine.meters(), this);
  }

  void open() {
    ice.open();
  }

  void close() {
    ice.close();
    security.close();
    addresses.close().forEach(address -> engine.webrtc().forget(address, this));
  }

  void join(MediaStream stream) {
    streams.add(stream);
    follow();
  }

  /** One more has been told what it carries. */
  void configured(Optional<Configure.WebRtcRemote> remote) {
    follow();
    remote.ifPresent(signalled -> security.configure(signalled, addresses.everChecked()));
    inactivity.watch(
        remote.isPresent(), streams.stream().anyMatch(MediaStream::opensToCore), System.nanoTime());
  }

  private void follow() {
    List<Optional<MediaStream>> next = noTypes();
    for (MediaStream stream : streams) {
      stream.accessTypes().forEach(type -> next.set(type, Optional.of(stream)));
    }
    byType = next;
    single = streams.size() == 1 ? Optional.of(streams.getFirst()) : Optional.empty();
  }

  private static List<Optional<MediaStream>> noTypes() {
    return new ArrayList<>(Collections.nCopies(TYPES, Optional.empty()));
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

  String iceState() {
    return addresses.connected() ? "connected" : "waiting";
  }

  String dtlsState() {
    return security.state().label();
  }

  boolean secured() {
    return security.session().isPresent();
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
      log.info("ice connected context={} stream={} remote={}", context, name, source);
      engine.events().add(new IqEvent.IceConnected(context, name, describe(source)));
    } else if (moved) {
      log.info("browser has moved context={} stream={} remote={}", context, name, source);
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
    boolean control = packet.getLength() > 1 && Packet.isRtcpType(packet.at(1));
    Optional<Drop> bad =
        control ? keys.get().unprotectControl(packet) : keys.get().unprotect(packet);
    if (bad.isPresent()) {
      dropped(bad.get());
      return;
    }
    long now = System.nanoTime();
    inactivity.heard(now);
    if (control) {
      // Each finds its own by the sources it names.
      streams.forEach(stream -> stream.controlFromAccess(packet, now));
      return;
    }
    Optional<MediaStream> stream = streamOf(packet.payloadType());
    if (stream.isPresent()) {
      stream.get().rtpFromAccess(packet, now);
    } else {
      dropped(Drop.UNKNOWN_STREAM);
    }
  }

  /** RFC 8843 §9.2: no two streams of a bundle share a payload type here. */
  private Optional<MediaStream> streamOf(int type) {
    Optional<MediaStream> only = single;
    return only.isPresent() ? only : byType.get(type);
  }

  // --- to the browser, on the one selector thread of all its streams ---

  /**
   * Protects and sends; a reason when it did not go.
   *
   * @param account of what is sent to the browser
   */
  Optional<Drop> sendMedia(Packet packet, RtpSession account) {
    Optional<InetSocketAddress> destination = addresses.destination(System.nanoTime());
    if (destination.isEmpty()) {
      return Optional.of(Drop.NO_DESTINATION);
    }
    Optional<SrtpSession> keys = security.session();
    if (keys.isEmpty()) {
      return Optional.of(Drop.NO_KEYS);
    }
    account.sent(packet);
    Optional<Drop> bad = keys.get().protect(packet);
    return bad.isPresent() ? bad : send(packet, destination.get());
  }

  Optional<Drop> sendControl(Packet packet) {
    Optional<InetSocketAddress> destination = addresses.destination(System.nanoTime());
    Optional<SrtpSession> keys = security.session();
    if (destination.isEmpty() || keys.isEmpty()) {
      return Optional.of(Drop.NO_DESTINATION);
    }
    Optional<Drop> bad = keys.get().protectControl(packet);
    return bad.isPresent() ? bad : send(packet, destination.get());
  }

  private Optional<Drop> send(Packet packet, InetSocketAddress destination) {
    return engine.webrtc().send(packet.toSend(), destination)
        ? Optional.empty()
        : Optional.of(Drop.SEND_FAILED);
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
    log.info("dtls up context={} stream={} profile={}", context, name, profile);
    engine.events().add(new IqEvent.DtlsUp(context, name, profile));
  }

  @Override
  public void securityFailed(String reason) {
    log.warn("dtls failed context={} stream={} reason={}", context, name, reason);
    engine.events().add(new IqEvent.StreamFailed(context, name, reason));
  }

  @Override
  public void closedByBrowser() {
    log.info("dtls closed by the browser context={} stream={}", context, name);
    engine.events().add(new IqEvent.DtlsClosed(context, name));
  }

  // --- from the ticker ---

  void tick(long now) {
    boolean consentLost = addresses.everChecked() && !addresses.consents(now);
    if (inactivity.expired(now, consentLost)) {
      log.info("media inactive context={} stream={} consent={}", context, name, !consentLost);
      engine.events().add(new IqEvent.MediaInactive(context, name));
    }
  }

  /** What reaches no stream counts for the first. */
  private void dropped(Drop reason) {
    streams.getFirst().dropped(reason);
  }

  private static String describe(InetSocketAddress address) {
    return address.getAddress().getHostAddress() + ":" + address.getPort();
  }
}
