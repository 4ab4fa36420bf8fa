// SPDX-License-Identifier: Apache-2.0
package ringway.agw.rtp;

import ringway.iq.SideReport;

/**
 * What was sent to one side, for the sender report and in all. One thread at a time writes, another
 * reads; a report may be one packet off, which the next one mends.
 */
final class SenderStatistics {
  /**
   * @param octets of payload
   * @param timestamp RTP time stamp of the last packet
   * @param sentAt wall clock of that packet, milliseconds since 1970
   */
  record Snapshot(int ssrc, int packets, int octets, int timestamp, long sentAt) {}

  // Of who sends, published by the write of `packets` that ends each step.
  private int ssrc;
  private int octets;
  private int timestamp;
  private long sentAt;
  private long packetsInAll;
  private long octetsInAll;
  private volatile int packets;

  /**
   * @param length of the whole packet
   */
  void sent(int source, int rtpTimestamp, int payloadOctets, int length, long nowMillis) {
    int before = packets;
    if (source != ssrc) {
      ssrc = source;
      before = 0;
      octets = 0;
    }
    octets += payloadOctets;
    timestamp = rtpTimestamp;
    sentAt = nowMillis;
    packetsInAll++;
    octetsInAll += length;
    packets = before + 1;
  }

  Snapshot snapshot() {
    int count = packets;
    return new Snapshot(ssrc, count, octets, timestamp, sentAt);
  }

  SideReport.Counters totals() {
    return packets == 0
        ? new SideReport.Counters(0, 0)
        : new SideReport.Counters(packetsInAll, octetsInAll);
  }
}
