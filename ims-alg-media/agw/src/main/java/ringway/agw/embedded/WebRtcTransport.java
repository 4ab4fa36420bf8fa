// SPDX-License-Identifier: Apache-2.0
package ringway.agw.embedded;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.agw.engine.AccessLeg;
import ringway.agw.engine.ByPayloadType;
import ringway.agw.engine.StreamName;
import ringway.agw.ice.IceCredentials;
import ringway.agw.meter.Drop;
import ringway.agw.rtp.Packet;
import ringway.agw.rtp.RtcpFeedback;
import ringway.agw.rtp.RtpSession;
import ringway.agw.srtp.SrtpSession;
import ringway.iq.Configure;
import ringway.iq.MediaFailure;

/**
 * ICE, DTLS and SRTP of one browser in one call: a 5-tuple for all its streams (BUNDLE, RFC 8843),
 * and a second one for RTCP where the browser has no rtcp-mux (RFC 5761). What concerns none of the
 * streams in particular is told to the first.
 */
final class WebRtcTransport {
  private static final Logger log = LoggerFactory.getLogger(WebRtcTransport.class);

  private final StreamName name;
  private final AccessParts parts;
  private final LocalIce ice;
  private final IceComponent media; // and with rtcp-mux all else
  private final Optional<IceComponent> control; // where there is a port for it
  private volatile boolean muxed = true;
  private final Object receiving = new Object();
  private final List<WebRtcLeg> legs = new CopyOnWriteArrayList<>();
  private volatile ByPayloadType<WebRtcLeg> byType = ByPayloadType.none();
  private volatile Optional<WebRtcLeg> single = Optional.empty();
  private volatile Optional<WebRtcLeg> first = Optional.empty(); // written once

  /**
   * @param name of its first stream
   */
  WebRtcTransport(StreamName name, AccessParts parts) {
    this.name = name;
    this.parts = parts;
    media = new IceComponent(name.toString(), parts.demultiplexer(), parts, new Media());
    control =
        parts
            .rtcpDemultiplexer()
            .map(port -> new IceComponent(name + "-rtcp", port, parts, new Control()));
    ice = new LocalIce(Stream.concat(Stream.of(media), control.stream()).toList());
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
      media.close();
      control.ifPresent(IceComponent::close);
    }
  }

  synchronized void follow() {
    byType = ByPayloadType.of(legs, WebRtcLeg::types);
    single = legs.size() == 1 ? Optional.of(legs.getFirst()) : Optional.empty();
  }

  IceCredentials credentials() {
    return ice.current();
  }

  IceCredentials restartIce() {
    return ice.restart();
  }

  void configure(Configure.WebRtcRemote browser) {
    if (!browser.rtcpMux() && control.isEmpty()) {
      throw new MediaFailure(
          MediaFailure.Kind.BAD_COMMAND, "there is no port for RTCP: rtcp-mux is needed");
    }
    muxed = browser.rtcpMux();
    media.configure(browser);
    if (!muxed) {
      control.ifPresent(component -> component.configure(browser));
    }
  }

  /** Where RTCP goes. */
  private IceComponent controlled() {
    return muxed ? media : control.orElse(media);
  }

  String iceState() {
    return media.connected() ? "connected" : "waiting";
  }

  String dtlsState() {
    return media.dtlsState();
  }

  /** Whether RTCP can be sent. */
  boolean controlSecured() {
    return controlled().keys().isPresent();
  }

  // --- from the browser, on the receivers of the WebRTC ports ---

  private Optional<Drop> mediaReceived(Packet packet, SrtpSession keys) {
    if (isControl(packet)) {
      return controlReceived(packet, keys);
    }
    Optional<Drop> bad = keys.unprotect(packet);
    if (bad.isPresent()) {
      return bad;
    }
    Optional<WebRtcLeg> leg = legOf(packet.payloadType());
    if (leg.isEmpty()) {
      return Optional.of(Drop.UNKNOWN_STREAM);
    }
    leg.get().received(packet, System.nanoTime());
    return Optional.empty();
  }

  private static boolean isControl(Packet packet) {
    return packet.getLength() > 1 && Packet.isRtcpType(packet.at(1));
  }

  private Optional<Drop> controlReceived(Packet packet, SrtpSession keys) {
    Optional<Drop> bad = keys.unprotectControl(packet);
    if (bad.isEmpty()) {
      long now = System.nanoTime();
      // Each finds its own by the sources that are named.
      legs.forEach(leg -> leg.controlReceived(packet, now));
    }
    return bad;
  }

  private Optional<WebRtcLeg> legOf(int type) {
    Optional<WebRtcLeg> only = single;
    return only.isPresent() ? only : byType.get(type);
  }

  // --- to the browser, on the one shard of all its streams, and that of the clock ---

  /**
   * Protects and sends; a reason when it did not go.
   *
   * @param account of what is sent to the browser
   * @param resend where it is kept
   */
  Optional<Drop> sendMedia(Packet packet, RtpSession account, Optional<ResendStore> resend) {
    Optional<Route> destination = media.destination();
    if (destination.isEmpty()) {
      return Optional.of(Drop.NO_DESTINATION);
    }
    Optional<SrtpSession> keys = media.keys();
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
    return IceComponent.send(packet, destination.get());
  }

  /**
   * Sends again what the browser misses and is kept; the rest of its wishes. On the receiver of the
   * WebRTC port.
   */
  List<RtcpFeedback> answer(List<RtcpFeedback> wanted, ResendStore store) {
    Optional<Route> destination = media.destination();
    Optional<SrtpSession> keys = media.keys();
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
    return controlled().sendControl(packet);
  }

  boolean consentLost(long nowNanos) {
    return media.consentLost(nowNanos);
  }

  private AccessLeg.Stream first() {
    return first.orElseThrow().stream();
  }

  private static String describe(InetSocketAddress address) {
    return address.getAddress().getHostAddress() + ":" + address.getPort();
  }

  /** What both components do alike. */
  private abstract class Component implements IceComponent.Owner {
    @Override
    public Optional<IceCredentials> credentials(String ufrag) {
      return ice.named(ufrag);
    }

    @Override
    public void used(String ufrag) {
      ice.used(ufrag);
    }

    /** One at a time: a browser may be heard over UDP and TCP, and on both components, at once. */
    @Override
    public void srtpReceived(Packet packet, IceComponent from) {
      Optional<SrtpSession> keys = from.keys();
      if (keys.isEmpty()) {
        dropped(Drop.NO_KEYS);
        return;
      }
      synchronized (receiving) {
        Optional<Drop> bad = received(packet, keys.get());
        if (bad.isPresent()) {
          dropped(bad.get());
        }
      }
    }

    /** A reason when it goes nowhere. */
    abstract Optional<Drop> received(Packet packet, SrtpSession keys);

    @Override
    public void dropped(Drop reason) {
      first().dropped(reason);
    }
  }

  /** The first component, without which there is no call. */
  private final class Media extends Component {
    @Override
    public void chosen(Route way, boolean isFirst) {
      if (isFirst) {
        first().iceConnected(describe(way.address()));
      } else {
        log.info(
            "browser has moved context={} stream={} remote={}",
            name.context(),
            name.stream(),
            way.address());
      }
    }

    @Override
    Optional<Drop> received(Packet packet, SrtpSession keys) {
      return mediaReceived(packet, keys);
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
  }

  /** The second component: a call goes on without its reports. */
  private final class Control extends Component {
    @Override
    public void chosen(Route way, boolean isFirst) {
      log.debug("rtcp connected context={} remote={}", name.context(), way.address());
    }

    @Override
    Optional<Drop> received(Packet packet, SrtpSession keys) {
      return isControl(packet) ? controlReceived(packet, keys) : Optional.of(Drop.UNKNOWN_PROTOCOL);
    }

    @Override
    public void secured(String profile) {
      log.debug("rtcp secured context={} profile={}", name.context(), profile);
    }

    @Override
    public void securityFailed(String reason) {
      log.warn("no rtcp with the browser context={} reason={}", name.context(), reason);
    }

    @Override
    public void closedByBrowser() {
      log.debug("rtcp closed by the browser context={}", name.context());
    }
  }
}
