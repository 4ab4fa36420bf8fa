// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class DumpedMessageTest {
  private static final String DUMP =
      """
      ====================
      tag: rcv
      pid: 13015
      process: 1
      time: 1795261962.418491
      date: Sat Nov 21 11:52:42 2026
      proto: udp ipv4
      srcip: 127.0.0.11
      srcport: 25070
      dstip: 127.0.0.1
      dstport: 25060
      ~~~~~~~~~~~~~~~~~~~~
      OPTIONS sip:one SIP/2.0

      ||||||||||||||||||||
      ====================
      tag: snd
      pid: 13015
      process: 1
      time: 1795261962.419489
      date: Sat Nov 21 11:52:42 2026
      proto: udp ipv4
      srcip: 127.0.0.1
      srcport: 25060
      dstip: 127.0.0.11
      dstport: 25070
      ~~~~~~~~~~~~~~~~~~~~
      SIP/2.0 200 OK

      ||||||||||||||||||||
      """;

  @Test
  void tellsWhatCameAndWhatWentAndWhoTheOtherSideWas() {
    assertThat(DumpedMessage.parse(DUMP))
        .containsExactly(
            new DumpedMessage(
                Instant.parse("2026-11-21T11:52:42.418491Z"),
                true,
                "127.0.0.11:25070",
                "OPTIONS sip:one SIP/2.0\n\n"),
            new DumpedMessage(
                Instant.parse("2026-11-21T11:52:42.419489Z"),
                false,
                "127.0.0.11:25070",
                "SIP/2.0 200 OK\n\n"));
  }

  @Test
  void leavesOutWhatIsNotWrittenToItsEndYet() {
    assertThat(DumpedMessage.parse(DUMP.substring(0, DUMP.length() - 10))).hasSize(1);
  }
}
