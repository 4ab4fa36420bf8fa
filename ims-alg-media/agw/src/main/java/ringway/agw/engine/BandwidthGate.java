// SPDX-License-Identifier: Apache-2.0
package ringway.agw.engine;

/**
 * A token bucket (TS 23.334 §5.5) for one direction of a stream: what is above the rate passes as
 * long as it is a burst, and no longer. One thread passes packets; others set the rate.
 */
final class BandwidthGate {
  private static final double BURST_SECONDS = 2; // what a network has held up comes at once
  private static final double BITS = 8;
  private static final double NANOS = 1e9;
  private static final double OPEN = Double.POSITIVE_INFINITY;

  private volatile double octetsPerNano = OPEN;
  private double spent; // octets above the rate, of the passing thread
  private long lastAt = System.nanoTime(); // of the passing thread

  void kbits(long limit) {
    octetsPerNano = limit * 1000 / BITS / NANOS;
  }

  boolean passes(int octets, long nowNanos) {
    double rate = octetsPerNano;
    if (rate == OPEN) {
      return true;
    }
    spent = Math.max(0, spent - (nowNanos - lastAt) * rate);
    lastAt = nowNanos;
    if (spent + octets > rate * BURST_SECONDS * NANOS) {
      return false;
    }
    spent += octets;
    return true;
  }
}
