// SPDX-License-Identifier: Apache-2.0
package ringway.agw.rtp;

import java.security.SecureRandom;

/**
 * Makes one source, numbered without a break, of all the sources there are in the life of a stream:
 * for receivers that stop at the second SSRC (RFC 3550 §8). What is lost stays missing. One thread.
 */
public final class SteadySource {
  private static final SecureRandom random = new SecureRandom();
  private static final int MAX_DROPOUT = 3000; // RFC 3550 §A.1
  private static final int MAX_MISORDER = 100;
  private static final long FRAME_NANOS = 20_000_000;

  private final int ssrc = random.nextInt();
  private boolean begun;
  private int source;
  private int lastIn; // sequence number
  private int sequenceShift = random.nextInt(1 << 16);
  private int timestampShift = random.nextInt();
  private int lastSequence;
  private int lastTimestamp;
  private long lastAt;

  /**
   * @param clockRate in which the time stamps of this packet count
   */
  public void renumber(Packet packet, int clockRate, long nowNanos) {
    int ahead = (short) (packet.sequenceNumber() - lastIn);
    boolean goesOn = packet.ssrc() == source && ahead < MAX_DROPOUT && ahead > -MAX_MISORDER;
    if (begun && !goesOn) {
      join(packet, clockRate, nowNanos);
    }
    int sequence = packet.sequenceNumber() + sequenceShift & 0xffff;
    int timestamp = packet.timestamp() + timestampShift;
    if (!begun || !goesOn || ahead > 0) {
      begun = true;
      source = packet.ssrc();
      lastIn = packet.sequenceNumber();
      lastSequence = sequence;
      lastTimestamp = timestamp;
      lastAt = nowNanos;
    }
    packet.renumber(sequence, timestamp, ssrc);
  }

  /** The new source goes on where the one before has ended, as much later as it is. */
  private void join(Packet packet, int clockRate, long nowNanos) {
    long passed = Math.max(FRAME_NANOS, nowNanos - lastAt);
    int units = (int) (passed / 1_000 * clockRate / 1_000_000);
    sequenceShift = lastSequence + 1 - packet.sequenceNumber();
    timestampShift = lastTimestamp + units - packet.timestamp();
    packet.mark(); // the receiver may adapt to it now, as at the begin of a talk spurt
  }
}
