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
import ringway.agw.engine.AccessLeg;
import ringway.agw.engine.StreamName;
import ringway.agw.ice.IceCredentials;
import ringway.agw.meter.Drop;
import ringway.agw.rtp.Packet;
import ringway.agw.rtp.RtcpFeedback;
import ringway.agw.rtp.RtpSession;
import ringway.agw.srtp.SrtpSession;
import ringway.iq.Configure;

/**
 * ICE, DTLS and SRTP of one browser in one call: a 5-tuple for all its streams (BUNDLE, RFC 8843).
 * What concerns none of them in particular is told to the first.
 */
final class WebRtcTransport implements StreamSecurity.Listener {
  private static final Logger log = LoggerFactory.getLogger(WebRtcTransport.class);
  private static final int TYPES = 128;

  private final StreamName name;
  private final AccessParts parts;
  private final LocalIce ice;
  private final StreamAddresses addresses;
  private final StreamSecurity security;
  private final Object receiving = new Object();
  private final List<WebRtcLeg> legs = new CopyOnWriteArrayList<>();
  private volatile List<Optional<WebRtcLeg>> byType = noTypes(); // never changed, but replaced
  private volatile Optional<WebRtcLeg> single = Optional.empty();
  private volatile Optional<WebRtcLeg> first = Optional.empty(); // written once
  private volatile Optional<Route> dtlsPeer = Optional.empty();

  /**
   * @param name of its first stream
   */
  WebRtcTransport(StreamName name, AccessParts parts) {
    this.name = name;
    this.parts = parts;
    ice = new LocalIce(parts.demultiplexer(), this);
    addresses = new StreamAddresses(parts.consentNanos());
    security =
        new StreamSecurity(
            name.toString(), parts.dtls(), parts.handshakePlaces(), parts.meters(), this);
  }

  /** The first leg opens it. */
  void join(WebRtcLeg leg) {
    boolean opens = first.isEmpty();
    legs.add(leg);
    follow();
    if (opens) {
      first = Optional.of(leg);
      ice.open();
    }
  }

  /** The last leg closes it; leaving twice is no error. */
  void leave(WebRtcLeg leg) {
    legs.remove(leg);
    follow();
    if (legs.isEmpty()) {
      ice.close();
      security.close();
      addresses.close().forEach(route -> route.release(this));
    }
  }

  /** By payload type: no two streams of a bundle share one here (RFC 8843 §9.2). */
  synchronized void follow() {
    List<Optional<WebRtcLeg>> next = noTypes();
    for (WebRtcLeg leg : legs) {
      leg.types().forEach(type -> next.set(type, Optional.of(leg)));
    }
    byType = next;
    single = legs.size() == 1 ? Optional.of(legs.getFirst()) : Optional.empty();
  }

  private static List<Optional<WebRtcLeg>> noTypes() {
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

  void configure(Configure.WebRtcRemote browser) {
    security.configure(browser, addresses.everChecked());
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

  // --- from the browser, on the receivers of the WebRTC ports ---

  /** A way to the browser has been proved; false when the transport has ended. */
  boolean bound(Route route) {
    boolean bound = addresses.bound(route);
    addresses.surplus().ifPresent(old -> old.release(this));
    return bound;
  }

  boolean consents(long now) {
    return addresses.consents(now);
  }

  void checked(Route source, boolean nominated, String ufrag) {
    ice.used(ufrag);
    boolean connectedBefore = addresses.connected();
    boolean moved = addresses.checked(source, nominated, System.nanoTime());
    if (moved && !connectedBefore) {
      first().iceConnected(describe(source.address()));
    } else if (moved) {
      log.info(
          "browser has moved context={} stream={} remote={}",
          name.context(),
          name.stream(),
          source.address());
    }
    security.addressKnown();
  }

  void dtlsFromAccess(Packet packet, Route source) {
    dtlsPeer = Optional.of(source);
    security.received(packet).ifPresent(this::dropped);
  }

  /** One at a time: a browser may be heard over UDP and TCP at once. */
  void srtpFromAccess(Packet packet) {
    synchronized (receiving) {
      receive(packet);
    }
  }

  private void receive(Packet packet) {
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
    if (control) {
      // Each finds its own by the sources that are named.
      legs.forEach(leg -> leg.controlReceived(packet, now));
      return;
    }
    Optional<WebRtcLeg> leg = legOf(packet.payloadType());
    if (leg.isPresent()) {
      leg.get().received(packet, now);
    } else {
      dropped(Drop.UNKNOWN_STREAM);
    }
  }

  private Optional<WebRtcLeg> legOf(int type) {
    Optional<WebRtcLeg> only = single;
    return only.isPresent() ? only : byType.get(type);
  }

  // --- to the browser, on the one selector thread of all its streams ---

  /**
   * Protects and sends; a reason when it did not go.
   *
   * @param account of what is sent to the browser
   * @param resend where it is kept
   */
  Optional<Drop> sendMedia(Packet packet, RtpSession account, Optional<ResendStore> resend) {
    Optional<Route> destination = addresses.destination(System.nanoTime());
    if (destination.isEmpty()) {
      return Optional.of(Drop.NO_DESTINATION);
    }
    Optional<SrtpSession> keys = security.session();
    if (keys.isEmpty()) {
      return Optional.of(Drop.NO_KEYS);
    }
    account.sent(packet);
    Optional<Drop> bad = keys.get().protect(packet);
    if (bad.isPresent()) {
      return bad;
    }
    if (resend.isPresent()) {
      resend.get().keep(keys.get(), packet);
    }
    return send(packet, destination.get());
  }

  /**
   * Sends again what the browser misses and is kept; the rest of its wishes. On the receiver of the
   * WebRTC port.
   */
  List<RtcpFeedback> answer(List<RtcpFeedback> wanted, ResendStore store) {
    Optional<Route> destination = addresses.destination(System.nanoTime());
    Optional<SrtpSession> keys = security.session();
    if (destination.isEmpty() || keys.isEmpty()) {
      return wanted;
    }
    return store.answer(
        wanted,
        keys.get(),
        octets -> {
          parts.meters().resent();
          return destination.get().send(octets);
        });
  }

  Optional<Drop> sendControl(Packet packet) {
    Optional<Route> destination = addresses.destination(System.nanoTime());
    Optional<SrtpSession> keys = security.session();
    if (destination.isEmpty() || keys.isEmpty()) {
      return Optional.of(Drop.NO_DESTINATION);
    }
    Optional<Drop> bad = keys.get().protectControl(packet);
    return bad.isPresent() ? bad : send(packet, destination.get());
  }

  private Optional<Drop> send(Packet packet, Route destination) {
    return destination.send(packet.toSend()) ? Optional.empty() : Optional.of(Drop.SEND_FAILED);
  }

  // --- from the association's thread ---

  @Override
  public void sendDtls(byte[] datagram) {
    Optional<Route> destination = addresses.destination(System.nanoTime());
    // Before the nomination the browser's flights tell best which pair works.
    if (!addresses.connected() && dtlsPeer.isPresent()) {
      destination = dtlsPeer;
    }
    destination.ifPresent(route -> route.send(ByteBuffer.wrap(datagram)));
  }

  @Override
  public void secured(String profile) {
    first().dtlsUp(profile);
  }

  @Override
  public void securityFailed(String reason) {
    first().failed(reason);
  }

  @Override
  public void closedByBrowser() {
    first().dtlsClosed();
  }

  boolean consentLost(long nowNanos) {
    return addresses.everChecked() && !addresses.consents(nowNanos);
  }

  private AccessLeg.Stream first() {
    return first.orElseThrow().stream();
  }

  private void dropped(Drop reason) {
    first().dropped(reason);
  }

  private static String describe(InetSocketAddress address) {
    return address.getAddress().getHostAddress() + ":" + address.getPort();
  }
}
