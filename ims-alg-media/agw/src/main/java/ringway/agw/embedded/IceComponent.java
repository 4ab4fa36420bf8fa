// SPDX-License-Identifier: Apache-2.0
package ringway.agw.embedded;

import java.nio.ByteBuffer;
import java.util.Optional;
import ringway.agw.ice.IceCredentials;
import ringway.agw.meter.Drop;
import ringway.agw.rtp.Packet;
import ringway.agw.srtp.SrtpSession;
import ringway.iq.Configure;

/**
 * One component of a browser's transport (RFC 8445 §4): where the browser is, with a DTLS
 * association and keys of its own (RFC 5764 §4.2).
 */
final class IceComponent implements StreamSecurity.Listener {
  /** The transport, as the component sees it. */
  interface Owner {
    /** Those a check was made with; empty when they hold no more. */
    Optional<IceCredentials> credentials(String ufrag);

    /** A check has shown that the browser has these. */
    void used(String ufrag);

    /**
     * The browser has chosen this way.
     *
     * @param first rather than another than before
     */
    void chosen(Route way, boolean first);

    void srtpReceived(Packet packet, IceComponent from);

    void dropped(Drop reason);

    void secured(String profile);

    void securityFailed(String reason);

    void closedByBrowser();
  }

  private final Demultiplexer demultiplexer;
  private final Owner owner;
  private final StreamAddresses addresses;
  private final StreamSecurity security;
  private volatile Optional<Route> dtlsPeer = Optional.empty();

  /**
   * @param demultiplexer of its port
   */
  IceComponent(String name, Demultiplexer demultiplexer, AccessParts parts, Owner owner) {
    this.demultiplexer = demultiplexer;
    this.owner = owner;
    addresses = new StreamAddresses(parts.consentNanos());
    security =
        new StreamSecurity(name, parts.dtls(), parts.handshakePlaces(), parts.meters(), this);
  }

  /** False when the user fragment is taken. */
  boolean register(String ufrag) {
    return demultiplexer.register(ufrag, this);
  }

  void unregister(String ufrag) {
    demultiplexer.unregister(ufrag, this);
  }

  void configure(Configure.WebRtcRemote browser) {
    security.configure(browser, addresses.everChecked());
  }

  void close() {
    security.close();
    addresses.close().forEach(route -> route.release(this));
  }

  boolean connected() {
    return addresses.connected();
  }

  String dtlsState() {
    return security.state().label();
  }

  Optional<SrtpSession> keys() {
    return security.session();
  }

  boolean consentLost(long nowNanos) {
    return addresses.everChecked() && !addresses.consents(nowNanos);
  }

  // --- from the browser, on the receiver of the port ---

  Optional<IceCredentials> credentials(String ufrag) {
    return owner.credentials(ufrag);
  }

  /** A way to the browser has been proved; false when the component has ended. */
  boolean bound(Route route) {
    boolean bound = addresses.bound(route);
    addresses.surplus().ifPresent(old -> old.release(this));
    return bound;
  }

  boolean consents(long now) {
    return addresses.consents(now);
  }

  void checked(Route source, boolean nominated, String ufrag) {
    owner.used(ufrag);
    boolean connectedBefore = addresses.connected();
    if (addresses.checked(source, nominated, System.nanoTime())) {
      owner.chosen(source, !connectedBefore);
    }
    security.addressKnown();
  }

  void dtlsFromAccess(Packet packet, Route source) {
    dtlsPeer = Optional.of(source);
    security.received(packet).ifPresent(owner::dropped);
  }

  void srtpFromAccess(Packet packet) {
    owner.srtpReceived(packet, this);
  }

  // --- to the browser ---

  /** Empty before the first check and after consent has ended. */
  Optional<Route> destination() {
    return addresses.destination(System.nanoTime());
  }

  Optional<Drop> sendControl(Packet packet) {
    Optional<Route> destination = destination();
    Optional<SrtpSession> keys = keys();
    if (destination.isEmpty() || keys.isEmpty()) {
      return Optional.of(Drop.NO_DESTINATION);
    }
    Optional<Drop> bad = keys.get().protectControl(packet);
    return bad.isPresent() ? bad : send(packet, destination.get());
  }

  static Optional<Drop> send(Packet packet, Route destination) {
    return destination.send(packet.toSend()) ? Optional.empty() : Optional.of(Drop.SEND_FAILED);
  }

  // --- from the association's thread ---

  @Override
  public void sendDtls(byte[] datagram) {
    Optional<Route> destination = destination();
    // Before the nomination the browser's flights tell best which pair works.
    if (!addresses.connected() && dtlsPeer.isPresent()) {
      destination = dtlsPeer;
    }
    destination.ifPresent(route -> route.send(ByteBuffer.wrap(datagram)));
  }

  @Override
  public void secured(String profile) {
    owner.secured(profile);
  }

  @Override
  public void securityFailed(String reason) {
    owner.securityFailed(reason);
  }

  @Override
  public void closedByBrowser() {
    owner.closedByBrowser();
  }
}
