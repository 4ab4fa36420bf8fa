// SPDX-License-Identifier: Apache-2.0
package ringway.agw.rtp;

/**
 * What was sent to the core, for the sender report. One thread writes, another reads; a report may
 * be one packet off, which the next one mends.
 */
final class SenderStatistics {
  /**
   * @param timestamp RTP time stamp of the last packet
   * @param sentAt wall clock of that packet, milliseconds since 1970
   */
  record Snapshot(int ssrc, int packets, int octets, int timestamp, long sentAt) {}

  private volatile int ssrc;
  private volatile int packets;
  private volatile int octets;
  private volatile int timestamp;
  private volatile long sentAt;

  void sent(int source, int rtpTimestamp, int payloadOctets, long nowMillis) {
    if (source != ssrc) {
      ssrc = source;
      packets = 0;
      octets = 0;
    }
    octets = octets + payloadOctets;
    timestamp = rtpTimestamp;
    sentAt = nowMillis;
    packets = packets + 1;
  }

  Snapshot snapshot() {
    return new Snapshot(ssrc, packets, octets, timestamp, sentAt);
  }
}
