// SPDX-License-Identifier: Apache-2.0
package ringway.agw.rtp;

import java.util.Optional;
import ringway.iq.SideReport;

/**
 * What the peer reports about what we send it, with the round trip (RFC 3550 §6.4.1). Our sender
 * reports name the time of the last packet, not their own, so the round trip counts from when each
 * was sent. A few calls a second at most: guarded by this.
 */
final class PeerReports {
  private static final int REMEMBERED = 8;

  private final int[] names = new int[REMEMBERED];
  private final long[] sentAt = new long[REMEMBERED];
  private int reports;
  private boolean heard;
  private int ssrc;
  private long lostBefore; // of earlier sources
  private long lost;
  private long jitter;
  private Optional<Double> roundTripMillis = Optional.empty();

  /**
   * @param name the middle 32 bits of its NTP time, by which the peer speaks of it
   */
  synchronized void reportSent(int name, long nowNanos) {
    names[reports % REMEMBERED] = name;
    sentAt[reports % REMEMBERED] = nowNanos;
    reports++;
  }

  synchronized void block(
      int source, int cumulativeLost, int jitterUnits, int lastSr, int delay, long nowNanos) {
    if (heard && source != ssrc) {
      lostBefore += lost;
    }
    heard = true;
    ssrc = source;
    lost = Math.max(0, cumulativeLost);
    jitter = Integer.toUnsignedLong(jitterUnits);
    if (lastSr == 0) {
      return;
    }
    for (int i = 0; i < Math.min(reports, REMEMBERED); i++) {
      if (names[i] == lastSr) {
        double held = Integer.toUnsignedLong(delay) * 1000.0 / 65_536;
        double trip = (nowNanos - sentAt[i]) / 1e6 - held;
        roundTripMillis = Optional.of(Math.max(0, trip));
        return;
      }
    }
  }

  synchronized Optional<SideReport.Peer> read(int clockRate) {
    if (!heard) {
      return Optional.empty();
    }
    double millis = clockRate == 0 ? 0 : jitter * 1000.0 / clockRate;
    return Optional.of(new SideReport.Peer(lostBefore + lost, millis, roundTripMillis));
  }
}
