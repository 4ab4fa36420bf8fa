// SPDX-License-Identifier: Apache-2.0
package ringway.agw.rtp;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import ringway.iq.Feedback;
import ringway.iq.SideReport;

/**
 * What there is to know and to report of one side of a stream (RFC 3550 §6): the reports to that
 * side are our own, and its reports end here, so that loss and round trip are told apart by side.
 *
 * <p>Threads: one receives, one at a time sends, one makes reports; {@code read} is for any.
 */
public final class RtpSession {
  private static final SecureRandom random = new SecureRandom();
  private static final int UNKNOWN = -1;

  private final SenderStatistics sent = new SenderStatistics();
  private final ReceptionStatistics received = new ReceptionStatistics();
  private final PeerReports peer = new PeerReports();
  private final long reportInterval;
  private final int ownSsrc = random.nextInt();
  private final String cname;
  private volatile PayloadTable payloads = PayloadTable.UNTOLD;
  private long octetsReceived; // of the receiver, published with its statistics
  private int typeReceived = UNKNOWN; // likewise
  private int typeSent = UNKNOWN; // of the sender, published with its statistics
  private int firNumber; // of the one that passes feedback
  private long nextReport; // of the reporter
  private int reportedPackets; // of the reporter

  public RtpSession(long reportIntervalNanos) {
    reportInterval = reportIntervalNanos;
    nextReport = System.nanoTime() + reportIntervalNanos / 2;
    byte[] name = new byte[12]; // RFC 7022 §4.2: 96 random bits, new for each call
    random.nextBytes(name);
    cname = HexFormat.of().formatHex(name);
  }

  public void payloads(PayloadTable table) {
    payloads = table;
  }

  /** As {@link PayloadTable#timestampClock}. */
  public int timestampClock(int type) {
    return payloads.timestampClock(type);
  }

  /** An RTP packet of the peer. */
  public void received(Packet packet, long nowNanos) {
    PayloadTable table = payloads;
    int type = packet.payloadType();
    octetsReceived += packet.getLength();
    if (table.isMedia(type)) {
      typeReceived = type;
    }
    received.received(
        packet.ssrc(),
        packet.sequenceNumber(),
        packet.timestamp(),
        table.clockRate(type),
        nowNanos);
  }

  /** An RTP packet that goes to the peer, before it is encrypted. */
  public void sent(Packet packet) {
    int type = packet.payloadType();
    if (payloads.isMedia(type)) {
      typeSent = type;
    }
    sent.sent(
        packet.ssrc(),
        packet.timestamp(),
        packet.payloadLength(),
        packet.getLength(),
        System.currentTimeMillis());
  }

  /** A compound packet of the peer; whatever is malformed in it ends the reading. */
  public void reported(Packet packet, long nowNanos) {
    int at = 0;
    while (at + 8 <= packet.getLength()) {
      int end = at + 4 + 4 * packet.uint16(at + 2);
      if (packet.at(at) >>> 6 != 2 || end > packet.getLength()) {
        return;
      }
      int type = packet.at(at + 1);
      if (type == RtcpReport.SENDER_REPORT && end - at >= 28) {
        int middle = packet.int32(at + 8) << 16 | packet.int32(at + 12) >>> 16;
        received.senderReport(packet.int32(at + 4), middle, nowNanos);
        blocks(packet, at, at + 28, end, nowNanos);
      } else if (type == RtcpReport.RECEIVER_REPORT) {
        blocks(packet, at, at + 8, end, nowNanos);
      }
      at = end;
    }
  }

  private void blocks(Packet packet, int header, int first, int end, long nowNanos) {
    int ssrc = sent.snapshot().ssrc();
    int count = packet.at(header) & 0x1f;
    for (int i = 0, at = first; i < count && at + 24 <= end; i++, at += 24) {
      if (packet.int32(at) == ssrc) {
        int lost = packet.int32(at + 4) << 8 >> 8; // 24 bits, signed
        peer.block(
            ssrc,
            lost,
            packet.int32(at + 12),
            packet.int32(at + 16),
            packet.int32(at + 20),
            nowNanos);
      }
    }
  }

  /** The report that is due, RFC 3550 §6.2; empty most of the time. */
  public Optional<byte[]> report(long nowNanos) {
    if (nowNanos - nextReport < 0) {
      return Optional.empty();
    }
    // RFC 3550 §6.3.1: half to one and a half times the interval.
    nextReport =
        nowNanos + (long) (reportInterval * ThreadLocalRandom.current().nextDouble(0.5, 1.5));
    SenderStatistics.Snapshot now = sent.snapshot();
    Optional<ReceptionStatistics.Block> block = received.block(nowNanos);
    if (now.packets() == 0 && block.isEmpty()) {
      return Optional.empty();
    }
    boolean active = now.packets() != reportedPackets;
    reportedPackets = now.packets();
    if (!active) {
      return Optional.of(
          RtcpReport.receiver(now.packets() > 0 ? now.ssrc() : ownSsrc, block, cname));
    }
    peer.reportSent(RtcpReport.middleOfNtp(now.sentAt()), nowNanos);
    return Optional.of(RtcpReport.sender(now, block, cname));
  }

  /** What the peer wants of what we send it. */
  public List<RtcpFeedback> wanted(Packet packet) {
    int ssrc = sent.snapshot().ssrc();
    return RtcpFeedback.of(packet).stream().filter(one -> one.source() == ssrc).toList();
  }

  /**
   * The wishes of the other side, in words this peer takes; empty when it takes none of them. One
   * thread.
   */
  public Optional<byte[]> feedback(List<RtcpFeedback> wishes, Set<Feedback> taken) {
    boolean intra = taken.contains(Feedback.PLI) || taken.contains(Feedback.FIR);
    List<RtcpFeedback> passing =
        wishes.stream()
            .filter(
                wish ->
                    switch (wish) {
                      case RtcpFeedback.Intra _ -> intra;
                      case RtcpFeedback.Lost _ -> taken.contains(Feedback.NACK);
                    })
            .toList();
    if (passing.isEmpty()) {
      return Optional.empty();
    }
    SenderStatistics.Snapshot now = sent.snapshot();
    int ssrc = now.packets() > 0 ? now.ssrc() : ownSsrc;
    byte[] packet =
        RtcpReport.feedback(ssrc, cname, passing, taken.contains(Feedback.PLI), firNumber);
    firNumber += passing.size();
    return Optional.of(packet);
  }

  public SideReport read() {
    SideReport.Counters out = sent.totals();
    ReceptionStatistics.Totals in = received.totals();
    PayloadTable table = payloads;
    int type = typeReceived == UNKNOWN ? typeSent : typeReceived;
    return new SideReport(
        type == UNKNOWN ? Optional.empty() : table.encoding(type),
        out,
        new SideReport.Counters(in.packets(), octetsReceived),
        in.lost(),
        in.jitterMillis(),
        peer.read(type == UNKNOWN ? 0 : table.clockRate(typeSent == UNKNOWN ? type : typeSent)));
  }
}
