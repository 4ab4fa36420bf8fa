// SPDX-License-Identifier: Apache-2.0
package ringway.agw.rtp;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Builds the compound packet of RFC 3550 §6.1: a sender or receiver report, then the CNAME. */
final class RtcpReport {
  static final int SENDER_REPORT = 200;
  static final int RECEIVER_REPORT = 201;
  static final int SOURCE_DESCRIPTION = 202;
  static final int BYE = 203;

  private static final int CNAME = 1;
  private static final long NTP_EPOCH_OFFSET = 2_208_988_800L; // 1900 to 1970, seconds

  private final ByteArrayOutputStream out = new ByteArrayOutputStream(128);

  private RtcpReport() {}

  static byte[] sender(
      SenderStatistics.Snapshot sent, Optional<ReceptionStatistics.Block> block, String cname) {
    RtcpReport report = new RtcpReport();
    report.header(SENDER_REPORT, block.isPresent() ? 1 : 0, block.isPresent() ? 12 : 6);
    report.put32(sent.ssrc());
    // The pair of clocks is that of the last packet relayed: no clock rate has to be known.
    report.put32((int) (ntp(sent.sentAt()) >>> 32));
    report.put32((int) ntp(sent.sentAt()));
    report.put32(sent.timestamp());
    report.put32(sent.packets());
    report.put32(sent.octets());
    block.ifPresent(report::block);
    report.sourceDescription(sent.ssrc(), cname);
    return report.out.toByteArray();
  }

  static byte[] receiver(int ssrc, Optional<ReceptionStatistics.Block> block, String cname) {
    RtcpReport report = new RtcpReport();
    report.header(RECEIVER_REPORT, block.isPresent() ? 1 : 0, block.isPresent() ? 7 : 1);
    report.put32(ssrc);
    block.ifPresent(report::block);
    report.sourceDescription(ssrc, cname);
    return report.out.toByteArray();
  }

  /**
   * What the peer is asked for, after an empty report (RFC 4585 §3.1).
   *
   * @param firNumber of the first full intra request
   */
  static byte[] feedback(
      int ssrc, String cname, List<RtcpFeedback> wanted, boolean pli, int firNumber) {
    RtcpReport report = new RtcpReport();
    report.header(RECEIVER_REPORT, 0, 1);
    report.put32(ssrc);
    report.sourceDescription(ssrc, cname);
    int number = firNumber;
    for (RtcpFeedback one : wanted) {
      switch (one) {
        case RtcpFeedback.Lost(int source, List<Integer> places) -> {
          report.header(RtcpFeedback.TRANSPORT, RtcpFeedback.NACK, 2 + places.size());
          report.put32(ssrc);
          report.put32(source);
          places.forEach(report::put32);
        }
        case RtcpFeedback.Intra(int source) when pli -> {
          report.header(RtcpFeedback.PAYLOAD, RtcpFeedback.PLI, 2);
          report.put32(ssrc);
          report.put32(source);
        }
        case RtcpFeedback.Intra(int source) -> {
          report.header(RtcpFeedback.PAYLOAD, RtcpFeedback.FIR, 4);
          report.put32(ssrc);
          report.put32(0); // RFC 5104 §4.3.1.2
          report.put32(source);
          report.put32(number++ << 24);
        }
      }
    }
    return report.out.toByteArray();
  }

  private static long ntp(long millis) {
    return millis / 1000 + NTP_EPOCH_OFFSET << 32 | millis % 1000 * (1L << 32) / 1000;
  }

  /** By which the peer's block will speak of the report (RFC 3550 §6.4.1, LSR). */
  static int middleOfNtp(long millis) {
    return (int) (ntp(millis) >>> 16);
  }

  private void block(ReceptionStatistics.Block block) {
    put32(block.ssrc());
    put32(block.fractionLost() << 24 | block.cumulativeLost());
    put32(block.highestSequence());
    put32(block.jitter());
    put32(block.lastSr());
    put32(block.sinceLastSr());
  }

  private void sourceDescription(int ssrc, String cname) {
    byte[] name = cname.getBytes(StandardCharsets.UTF_8);
    int padded = 4 + 2 + name.length + 1 + 3 & ~3; // SSRC, item header, item, at least one zero
    header(SOURCE_DESCRIPTION, 1, padded / 4);
    put32(ssrc);
    out.write(CNAME);
    out.write(name.length);
    out.writeBytes(name);
    out.writeBytes(new byte[padded - 4 - 2 - name.length]);
  }

  private void header(int type, int count, int lengthInWords) {
    out.write(2 << 6 | count);
    out.write(type);
    out.write(lengthInWords >>> 8);
    out.write(lengthInWords);
  }

  private void put32(int value) {
    out.write(value >>> 24);
    out.write(value >>> 16);
    out.write(value >>> 8);
    out.write(value);
  }
}
