// SPDX-License-Identifier: Apache-2.0
package ringway.agw.rtp;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import ringway.agw.meter.Drop;
import ringway.agw.udp.UdpAddress;
import ringway.agw.udp.UdpSocket;
import ringway.agw.udp.UdpSource;

/** One side of a stream that is plain RTP: the core, or an engine of another program. */
public final class RtpTermination {
  /** Whom the packets are for; called on the receiving thread. */
  public interface Owner {
    void received(Packet packet, long nowNanos);

    /** Where a packet of the peer counts; empty for the termination's own account. */
    default Optional<RtpSession> account(Packet packet) {
      return Optional.empty();
    }

    /** A compound packet for other accounts than the termination's own, which has read it. */
    default void control(Packet packet, long nowNanos) {}

    /** Reports have come, and have been read already. */
    void reported(long nowNanos);

    /**
     * What the peer wants of what it is sent.
     *
     * @param scratch free to be used
     */
    default void wanted(List<RtcpFeedback> feedback, Packet scratch) {}

    /** Every fifth of a second, for what the other side is due. */
    void tick(Packet scratch, long nowNanos);

    void dropped(Drop reason);
  }

  final PortPair ports;
  private final Owner owner;
  private final RtpPeer media;
  private final RtpPeer control;
  private final RtpSession session;

  RtpTermination(PortPair ports, SourceFilter filter, long reportIntervalNanos, Owner owner) {
    this.ports = ports;
    this.owner = owner;
    media = new RtpPeer(filter);
    control = new RtpPeer(filter);
    session = new RtpSession(reportIntervalNanos);
  }

  /** What there is to report of this side. */
  public RtpSession session() {
    return session;
  }

  public int port() {
    return ports.port();
  }

  public int rtcpPort() {
    return ports.rtcpPort();
  }

  /** Where the peer wants its packets; empty stops sending there. */
  public void remote(Optional<InetSocketAddress> rtp, Optional<InetSocketAddress> rtcp) {
    media.signalled(rtp);
    control.signalled(rtcp);
  }

  /** Sends RTP to the peer; a reason when it did not go. Called by one thread at a time. */
  public Optional<Drop> send(Packet packet) {
    return send(packet, session);
  }

  /** The same for another account, which has a thread at a time of its own. */
  public Optional<Drop> send(Packet packet, RtpSession account) {
    Optional<UdpAddress> destination = media.destination();
    if (destination.isEmpty()) {
      return Optional.of(Drop.NO_DESTINATION);
    }
    account.sent(packet);
    return send(ports.rtp(), packet.toSend(), destination.get());
  }

  private static Optional<Drop> send(
      UdpSocket socket, ByteBuffer datagram, UdpAddress destination) {
    return socket.send(datagram, destination) ? Optional.empty() : Optional.of(Drop.SEND_FAILED);
  }

  /** A datagram on the RTP port. */
  void receivedMedia(Packet packet, UdpSource source) {
    if (!packet.isRtp() || Packet.isRtcpType(packet.at(1))) {
      owner.dropped(Drop.RTP_INVALID);
      return;
    }
    if (!media.accepts(source)) {
      owner.dropped(Drop.UNKNOWN_SOURCE);
      return;
    }
    long now = System.nanoTime();
    owner.account(packet).orElse(session).received(packet, now);
    owner.received(packet, now);
  }

  /** A datagram on the RTCP port. */
  void receivedControl(Packet packet, UdpSource source) {
    if (!packet.isRtcp()) {
      owner.dropped(Drop.RTP_INVALID);
      return;
    }
    if (!control.accepts(source)) {
      owner.dropped(Drop.UNKNOWN_SOURCE);
      return;
    }
    long now = System.nanoTime();
    session.reported(packet, now);
    owner.reported(now);
    owner.control(packet, now);
    List<RtcpFeedback> wanted = session.wanted(packet);
    if (!wanted.isEmpty()) {
      owner.wanted(wanted, packet);
    }
  }

  /** RTCP to the peer, from any thread. */
  public void sendControl(byte[] content) {
    control
        .destination()
        .flatMap(destination -> send(ports.rtcp(), ByteBuffer.wrap(content), destination))
        .ifPresent(owner::dropped);
  }

  /** Sends a report when one is due, RFC 3550 §6.2. */
  void tick(Packet scratch, long nowNanos) {
    session.report(nowNanos).ifPresent(this::sendControl);
    owner.tick(scratch, nowNanos);
  }
}
