// SPDX-License-Identifier: Apache-2.0
package ringway.agw.embedded;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.agw.engine.AccessLeg;
import ringway.agw.engine.StreamName;
import ringway.agw.ice.IceCredentials;
import ringway.agw.meter.Drop;
import ringway.agw.rtp.Packet;
import ringway.agw.rtp.RtpSession;
import ringway.agw.srtp.SrtpSession;
import ringway.iq.Configure;
import ringway.iq.Reserved;
import ringway.iq.SideReport;

/** The WebRTC termination of one stream. */
final class WebRtcLeg implements AccessLeg, StreamSecurity.Listener {
  private static final Logger log = LoggerFactory.getLogger(WebRtcLeg.class);

  private final StreamName name;
  private final AccessParts parts;
  private final Function<IceCredentials, Reserved.WebRtcLocal> describe;
  private final Stream stream;
  private final LocalIce ice;
  private final StreamAddresses addresses;
  private final StreamSecurity security;
  private final RtpSession session;
  private volatile Optional<InetSocketAddress> dtlsPeer = Optional.empty();

  WebRtcLeg(
      StreamName name,
      AccessParts parts,
      Function<IceCredentials, Reserved.WebRtcLocal> describe,
      Stream stream) {
    this.name = name;
    this.parts = parts;
    this.describe = describe;
    this.stream = stream;
    ice = new LocalIce(parts.webrtc(), this);
    session = new RtpSession(parts.reportNanos());
    addresses = new StreamAddresses(parts.consentNanos());
    security =
        new StreamSecurity(
            name.toString(), parts.dtls(), parts.handshakePlaces(), parts.meters(), this);
  }

  void open() {
    ice.open();
  }

  @Override
  public void close() {
    ice.close();
    security.close();
    addresses.close().forEach(address -> parts.webrtc().forget(address, this));
  }

  @Override
  public Reserved.WebRtcLocal local() {
    return describe.apply(ice.current());
  }

  /** Those a check was made with; empty when they hold no more. */
  Optional<IceCredentials> credentials(String ufrag) {
    return ice.named(ufrag);
  }

  @Override
  public Reserved.WebRtcLocal restartIce() {
    return describe.apply(ice.restart());
  }

  @Override
  public void configure(Configure.WebRtcRemote browser) {
    security.configure(browser, addresses.everChecked());
  }

  @Override
  public RtpSession session() {
    return session;
  }

  @Override
  public SideReport report() {
    return session.read();
  }

  @Override
  public String iceState() {
    return addresses.connected() ? "connected" : "waiting";
  }

  @Override
  public String dtlsState() {
    return security.state().label();
  }

  // --- from the browser, on the receiver of the WebRTC port ---

  boolean addressBound(InetSocketAddress address) {
    boolean bound = addresses.bound(address);
    addresses.surplus().ifPresent(old -> parts.webrtc().forget(old, this));
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
      stream.iceConnected(describe(source));
    } else if (moved) {
      log.info(
          "browser has moved context={} stream={} remote={}",
          name.context(),
          name.stream(),
          source);
    }
    security.addressKnown();
  }

  void dtlsFromAccess(Packet packet, InetSocketAddress source) {
    dtlsPeer = Optional.of(source);
    security.received(packet).ifPresent(stream::dropped);
  }

  void srtpFromAccess(Packet packet) {
    Optional<SrtpSession> keys = security.session();
    if (keys.isEmpty()) {
      stream.dropped(Drop.NO_KEYS);
      return;
    }
    if (packet.getLength() > 1 && Packet.isRtcpType(packet.at(1))) {
      controlFromAccess(packet, keys.get());
      return;
    }
    Optional<Drop> bad = keys.get().unprotect(packet);
    if (bad.isPresent()) {
      stream.dropped(bad.get());
      return;
    }
    long now = System.nanoTime();
    session.received(packet, now);
    stream.rtpFromAccess(packet, now);
  }

  /** The browser's reports end here: the core gets reports about what we send it. */
  private void controlFromAccess(Packet packet, SrtpSession keys) {
    Optional<Drop> bad = keys.unprotectControl(packet);
    if (bad.isPresent()) {
      stream.dropped(bad.get());
      return;
    }
    long now = System.nanoTime();
    stream.heard(now);
    session.reported(packet, now);
  }

  // --- to the browser, on a selector thread ---

  @Override
  public Optional<Drop> send(Packet packet) {
    return sendProtected(packet, false);
  }

  @Override
  public void tick(Packet scratch, long nowNanos) {
    Optional<byte[]> report = session.report(nowNanos);
    if (report.isPresent() && security.session().isPresent()) {
      scratch.set(report.get());
      sendProtected(scratch, true).ifPresent(stream::dropped);
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
      session.sent(packet);
    }
    Optional<Drop> bad = control ? keys.get().protectControl(packet) : keys.get().protect(packet);
    if (bad.isPresent()) {
      return bad;
    }
    return parts.webrtc().send(packet.toSend(), destination.get())
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
    destination.ifPresent(address -> parts.webrtc().send(ByteBuffer.wrap(datagram), address));
  }

  @Override
  public void secured(String profile) {
    stream.dtlsUp(profile);
  }

  @Override
  public void securityFailed(String reason) {
    stream.failed(reason);
  }

  @Override
  public void closedByBrowser() {
    stream.dtlsClosed();
  }

  @Override
  public boolean consentLost(long nowNanos) {
    return addresses.everChecked() && !addresses.consents(nowNanos);
  }

  private static String describe(InetSocketAddress address) {
    return address.getAddress().getHostAddress() + ":" + address.getPort();
  }
}
