// SPDX-License-Identifier: Apache-2.0
package ringway.agw.rtp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.Optional;
import ringway.agw.meter.Drop;

/** The core side of one stream. */
public final class RtpTermination {
  /** The other side of the stream; called on the selector thread. */
  public interface Access {
    void rtpFromCore(Packet packet);

    /** RTCP, after its reports were read; the packet may be used for something else. */
    default void controlFromCore(Packet packet) {}

    /** Every fifth of a second, for what the other side is due. */
    void tick(Packet scratch, long nowNanos);

    void dropped(Drop reason);
  }

  final PortPair ports;
  private final Access access;
  private final RtpPeer media;
  private final RtpPeer control;
  private final RtpSession session;

  RtpTermination(PortPair ports, SourceFilter filter, long reportIntervalNanos, Access access) {
    this.ports = ports;
    this.access = access;
    media = new RtpPeer(filter);
    control = new RtpPeer(filter);
    session = new RtpSession(reportIntervalNanos);
  }

  /** What there is to report of the core's side. */
  public RtpSession session() {
    return session;
  }

  public int port() {
    return ports.port();
  }

  public int rtcpPort() {
    return ports.rtcpPort();
  }

  /** Where the core wants its packets; empty stops sending there. */
  public void remote(Optional<InetSocketAddress> rtp, Optional<InetSocketAddress> rtcp) {
    media.signalled(rtp);
    control.signalled(rtcp);
  }

  /** Sends RTP to the core; a reason when it did not go. Called by one thread. */
  public Optional<Drop> send(Packet packet) {
    Optional<InetSocketAddress> destination = media.destination();
    if (destination.isEmpty()) {
      return Optional.of(Drop.NO_DESTINATION);
    }
    session.sent(packet);
    return send(ports.rtp(), packet.toSend(), destination.get());
  }

  private static Optional<Drop> send(
      DatagramChannel channel, ByteBuffer datagram, InetSocketAddress destination) {
    try {
      return channel.send(datagram, destination) > 0
          ? Optional.empty()
          : Optional.of(Drop.SEND_FAILED);
    } catch (IOException _) {
      return Optional.of(Drop.SEND_FAILED);
    }
  }

  /** A datagram on the RTP port. */
  void receivedMedia(Packet packet, InetSocketAddress source) {
    if (!packet.isRtp() || Packet.isRtcpType(packet.at(1))) {
      access.dropped(Drop.RTP_INVALID);
      return;
    }
    if (!media.accepts(source)) {
      access.dropped(Drop.UNKNOWN_SOURCE);
      return;
    }
    session.received(packet, System.nanoTime());
    access.rtpFromCore(packet);
  }

  /** A datagram on the RTCP port. */
  void receivedControl(Packet packet, InetSocketAddress source) {
    if (!packet.isRtcp()) {
      access.dropped(Drop.RTP_INVALID);
      return;
    }
    if (!control.accepts(source)) {
      access.dropped(Drop.UNKNOWN_SOURCE);
      return;
    }
    session.reported(packet, System.nanoTime());
    access.controlFromCore(packet);
  }

  /** RTCP to the core, from any thread. */
  public void sendControl(byte[] content) {
    control
        .destination()
        .flatMap(destination -> send(ports.rtcp(), ByteBuffer.wrap(content), destination))
        .ifPresent(access::dropped);
  }

  /** Sends a report when one is due, RFC 3550 §6.2. */
  void tick(Packet scratch, long nowNanos) {
    session.report(nowNanos).ifPresent(this::sendControl);
    access.tick(scratch, nowNanos);
  }
}
