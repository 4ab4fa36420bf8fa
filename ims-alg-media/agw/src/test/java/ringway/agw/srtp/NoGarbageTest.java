// SPDX-License-Identifier: Apache-2.0
package ringway.agw.srtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import ringway.agw.rtp.Packet;

/** Nothing is left to collect by a packet, once the compiler has seen enough of them. */
class NoGarbageTest {
  private static final int PACKETS = 20_000;
  private static final int ROUNDS = 100;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final Packet packet = new Packet();
  private int sequence;

  @ParameterizedTest
  @EnumSource(SrtpProfile.class)
  void aPacketAllocatesNothing(SrtpProfile profile) {
    assumeTrue(
        profile != SrtpProfile.SRTP_AEAD_AES_128_GCM || LibcryptoGcm.isPresent(),
        "this machine has no libcrypto.so.3");
    byte[] material = new byte[profile.keyingMaterialLength()];
    SrtpSession near = new SrtpSession(SrtpKeys.split(profile, material, true));
    SrtpSession far = new SrtpSession(SrtpKeys.split(profile, material, false));
    double least = Double.MAX_VALUE;
    for (int round = 0; round < ROUNDS && least > 1; round++) {
      least = Math.min(least, octetsPerPacket(near, far));
    }
    assertThat(least).as("octets allocated for a packet").isLessThan(1);
  }

  private double octetsPerPacket(SrtpSession near, SrtpSession far) {
    byte[] clear = new byte[172];
    clear[0] = (byte) 0x80;
    long before = threads.getCurrentThreadAllocatedBytes();
    int good = 0;
    for (int i = 0; i < PACKETS; i++) {
      packet.set(clear);
      packet.renumber(sequence++, 0, 5);
      if (near.protect(packet).isEmpty() && far.unprotect(packet).isEmpty()) {
        good++;
      }
    }
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(good).isEqualTo(PACKETS);
    return (double) allocated / PACKETS;
  }
}
