// SPDX-License-Identifier: Apache-2.0
package ringway.agw.rtp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import ringway.agw.meter.Drop;

/** The core side of one stream. */
public final class RtpTermination {
  private static final SecureRandom random = new SecureRandom();

  /** The other side of the stream; called on the selector thread. */
  public interface Access {
    void rtpFromCore(Packet packet);

    void rtcpFromCore(Packet packet);

    void dropped(Drop reason);
  }

  final PortPair ports;
  private final Access access;
  private final RtpPeer media;
  private final RtpPeer control;
  private final SenderStatistics sent = new SenderStatistics();
  private final ReceptionStatistics received = new ReceptionStatistics();
  private final long reportInterval;
  private final int ownSsrc = random.nextInt();
  private final String cname;
  private long nextReport;
  private int reportedPackets;

  RtpTermination(PortPair ports, SourceFilter filter, long reportIntervalNanos, Access access) {
    this.ports = ports;
    this.access = access;
    media = new RtpPeer(filter);
    control = new RtpPeer(filter);
    reportInterval = reportIntervalNanos;
    nextReport = System.nanoTime() + reportIntervalNanos / 2;
    byte[] name = new byte[12]; // RFC 7022 §4.2: 96 random bits, new for each call
    random.nextBytes(name);
    cname = HexFormat.of().formatHex(name);
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
    sent.sent(
        packet.ssrc(), packet.timestamp(), packet.payloadLength(), System.currentTimeMillis());
    return send(ports.rtp(), packet, destination.get());
  }

  private static Optional<Drop> send(
      DatagramChannel channel, Packet packet, InetSocketAddress destination) {
    try {
      return channel.send(packet.toSend(), destination) > 0
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
    received.received(
        packet.ssrc(),
        packet.sequenceNumber(),
        packet.timestamp(),
        clockRate(packet.payloadType()),
        System.nanoTime());
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
    if (packet.at(1) == RtcpReport.SENDER_REPORT && packet.getLength() >= 28) {
      int middle = packet.int32(8) << 16 | packet.int32(12) >>> 16;
      received.senderReport(packet.rtcpSender(), middle, System.nanoTime());
    }
    access.rtcpFromCore(packet);
  }

  /** RFC 3551 §6; 0 for the dynamic types, whose rate only the signalling knows. */
  private static int clockRate(int payloadType) {
    return switch (payloadType) {
      case 0, 3, 4, 5, 7, 8, 9, 12, 13, 15, 18 -> 8000;
      default -> 0;
    };
  }

  /** Sends a report when one is due, RFC 3550 §6.2. */
  void tick(Packet scratch, long nowNanos) {
    if (nowNanos - nextReport < 0) {
      return;
    }
    // RFC 3550 §6.3.1: half to one and a half times the interval.
    nextReport =
        nowNanos + (long) (reportInterval * ThreadLocalRandom.current().nextDouble(0.5, 1.5));
    Optional<InetSocketAddress> destination = control.destination();
    SenderStatistics.Snapshot now = sent.snapshot();
    Optional<ReceptionStatistics.Block> block = received.block(nowNanos);
    if (destination.isEmpty() || now.packets() == 0 && block.isEmpty()) {
      return;
    }
    boolean active = now.packets() != reportedPackets;
    reportedPackets = now.packets();
    scratch.set(
        active
            ? RtcpReport.sender(now, block, cname)
            : RtcpReport.receiver(now.packets() > 0 ? now.ssrc() : ownSsrc, block, cname));
    send(ports.rtcp(), scratch, destination.get()).ifPresent(access::dropped);
  }
}
