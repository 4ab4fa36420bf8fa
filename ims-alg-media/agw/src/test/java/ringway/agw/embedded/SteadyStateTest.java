// SPDX-License-Identifier: Apache-2.0
package ringway.agw.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import ringway.agw.PolicingConfig;
import ringway.agw.peer.Rtp;
import ringway.agw.peer.WebRtcPeer;
import ringway.agw.srtp.SrtpProfile;
import ringway.iq.Reserved;

/** Nothing is left to collect by a relayed packet, once the compiler has seen enough of them. */
class SteadyStateTest {
  private static final int PACKETS = 2_000; // of a round, each way
  private static final int ROUNDS = 60;
  private static final int FEW = 8; // octets a packet: five times a second there is a tick

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final Bench bench = new Bench(settings());

  private static Bench.Settings settings() {
    Bench.Settings settings = new Bench.Settings();
    settings.policing = new PolicingConfig(false, 2, 256, 20_000); // faster than speech
    settings.reports = Duration.ofMinutes(5);
    settings.consent = Duration.ofMinutes(5);
    settings.profiles = List.of(SrtpProfile.SRTP_AES128_CM_HMAC_SHA1_80);
    return settings;
  }

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void aRelayedPacketMakesNoGarbage() {
    assumeTrue(System.getProperty("os.name").equals("Linux"), "else the JDK makes addresses");
    try (WebRtcPeer peer = WebRtcPeer.create()) {
      Reserved.Stream local = bench.call("call", peer);
      double least = Double.MAX_VALUE;
      for (int round = 0; round < ROUNDS && least > FEW; round++) {
        least = Math.min(least, octetsPerPacket(peer, local.rtp().port(), round * PACKETS));
      }
      assertThat(least).as("octets allocated for a packet").isLessThan(FEW);
    }
  }

  private double octetsPerPacket(WebRtcPeer peer, int port, int first) {
    long before = allocated();
    for (int i = 0; i < PACKETS; i++) {
      peer.sendRtp(Rtp.packet(Rtp.PCMA, first + i, 0x1111));
      bench.phone.send(Rtp.packet(Rtp.PCMA, first + i, 0x2222), port);
      assertThat(bench.phone.awaitRtp(Bench.SOON)).isPresent();
      assertThat(peer.awaitRtp(Bench.SOON)).isPresent();
    }
    return (double) (allocated() - before) / (2 * PACKETS);
  }

  /** By the threads that relay. */
  private long allocated() {
    long[] relaying =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().matches("media-(webrtc|rtp-\\d+)"))
            .mapToLong(Thread::threadId)
            .toArray();
    return LongStream.of(threads.getThreadAllocatedBytes(relaying)).sum();
  }
}
