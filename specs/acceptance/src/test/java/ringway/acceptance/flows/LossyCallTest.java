// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.flows;

import static org.assertj.core.api.Assertions.assertThat;
import static ringway.acceptance.actors.Subscriber.ALICE;
import static ringway.acceptance.sip.Words.ack;
import static ringway.acceptance.sip.Words.invite;
import static ringway.acceptance.sip.Words.ok;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import ringway.acceptance.actors.MediaPeer;
import ringway.acceptance.actors.Patience;
import ringway.acceptance.actors.Received;
import ringway.acceptance.actors.RtpPhone;
import ringway.acceptance.actors.ScriptedCore;
import ringway.acceptance.actors.Wic;
import ringway.acceptance.lab.FlowExtension;
import ringway.acceptance.lab.Lab;
import ringway.acceptance.matrix.Covers;
import ringway.acceptance.sip.Descriptions;
import ringway.acceptance.sip.Sdp;

/** Speech from a bad network, transcoded: TS 23.334 §5.13. */
@ExtendWith(FlowExtension.class)
class LossyCallTest {
  private static final String CHROMIUM = "111 9 0 8 110 126";
  private static final int PCMA = 8;
  private static final int OPUS = 111;
  private static final int PACKETS = 200;
  private static final Duration SHORT = Duration.ofMillis(20);

  @Test
  @Covers("I24")
  void lostAndLatePacketsLeaveNoGapAndNoDrift(Lab lab) {
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();
    RtpPhone phone = lab.phone();
    MediaPeer browser = lab.browser(ALICE);
    String offer = Descriptions.browserOffer(browser.described());
    wic.sends(
        invite("tel:+15550199").sdp(offer.replace("SAVPF " + CHROMIUM, "SAVPF " + OPUS + " 110")));
    Received invite = core.receives(invite());
    core.answers(ok().sdp(Descriptions.coreAnswer(phone.port(), invite.sdp())));
    browser.joins(wic.receives(200).sdp());
    wic.sends(ack());
    core.receives(ack());

    int next = begin(phone, invite.sdp(), browser);
    badNetwork(number -> phone.sendsRaw(invite.sdp(), speech(next + number)));
    List<byte[]> heard = new ArrayList<>(browser.hearsAll(Duration.ofMillis(500)));

    int first = sequence(heard.getFirst());
    heard.sort(Comparator.comparingInt(packet -> (short) (sequence(packet) - first)));
    assertThat(heard.size()).isBetween(PACKETS * 3 / 4, PACKETS * 5 / 4);
    for (int i = 1; i < heard.size(); i++) {
      assertThat(sequence(heard.get(i)) - sequence(heard.get(i - 1)) & 0xFFFF)
          .as("numbers")
          .isEqualTo(1);
      assertThat(heard.get(i)[1] & 0x7F).isEqualTo(OPUS);
      if (heard.get(i)[1] > 0) { // without a marker, which tells of a pause of this machine
        assertThat(timestamp(heard.get(i)) - timestamp(heard.get(i - 1)))
            .as("20 ms")
            .isEqualTo(960);
      }
    }
    assertThat(heard.stream().filter(packet -> packet.length > 20).count())
        .as("speech, not silence")
        .isGreaterThan(heard.size() * 3L / 4);
  }

  /** Until the browser has its keys and hears; the next number to send. */
  private static int begin(RtpPhone phone, Sdp remote, MediaPeer browser) {
    long end = System.nanoTime() + Patience.LIMIT.toNanos();
    int number = 0;
    while (System.nanoTime() - end < 0) {
      phone.sendsRaw(remote, speech(number++));
      if (!browser.hearsAll(SHORT).isEmpty()) {
        return number;
      }
    }
    throw new AssertionError("the browser hears nothing");
  }

  /** One of twenty is lost, one of seven comes 60 ms late. */
  private static void badNetwork(IntConsumer send) {
    try (ScheduledExecutorService network = Executors.newSingleThreadScheduledExecutor()) {
      for (int i = 0; i < PACKETS; i++) {
        int number = i;
        if (i % 20 != 13) {
          int at = 20 * i + (i % 7 == 3 ? 60 : 0);
          network.schedule(() -> send.accept(number), at, TimeUnit.MILLISECONDS);
        }
      }
    }
  }

  private static int sequence(byte[] packet) {
    return ByteBuffer.wrap(packet).getShort(2) & 0xFFFF;
  }

  private static int timestamp(byte[] packet) {
    return ByteBuffer.wrap(packet).getInt(4);
  }

  /** 20 ms of a square of 400 Hz. */
  private static byte[] speech(int number) {
    ByteBuffer packet = ByteBuffer.allocate(12 + 160);
    packet.put((byte) 0x80).put((byte) PCMA).putShort((short) number);
    packet.putInt(number * 160).putInt(0x0C0FFEE0);
    for (int i = 0; i < 160; i++) {
      packet.put((byte) (i % 20 < 10 ? 0xB5 : 0x35));
    }
    return packet.array();
  }
}
