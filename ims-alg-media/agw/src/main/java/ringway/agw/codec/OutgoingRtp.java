// SPDX-License-Identifier: Apache-2.0
package ringway.agw.codec;

import java.security.SecureRandom;
import ringway.agw.rtp.Packet;

/**
 * The numbers of a stream we send ourselves: they go on when the formats change during the call.
 * One thread.
 */
public final class OutgoingRtp {
  private static final SecureRandom random = new SecureRandom();

  private int ssrc = random.nextInt();
  private int sequence = random.nextInt(1 << 16);
  private int base = random.nextInt();
  private int clockRate;
  private int last;

  /** RFC 7160 §4: another clock rate is another source. */
  void clock(int rate) {
    if (clockRate != 0 && clockRate != rate) {
      ssrc = random.nextInt();
    }
    clockRate = rate;
    base = last + rate / 50;
  }

  void begin(Packet packet, int type, boolean marker, long position) {
    last = base + (int) position;
    packet.begin(type, marker, sequence++ & 0xffff, last, ssrc);
  }
}
