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
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
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
  private static final int PACKETS = 400;
  private static final int BATCH = 10;
  private static final int DEEPEST_WAIT = 6;
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
    List<byte[]> heard = new ArrayList<>();
    List<Integer> order = badNetwork(next);
    for (int i = 0; i < order.size(); i += BATCH) {
      for (int number : order.subList(i, Math.min(i + BATCH, order.size()))) {
        phone.sendsRaw(invite.sdp(), speech(number));
      }
      heard.addAll(browser.hearsAll(SHORT));
    }
    heard.addAll(browser.hearsAll(Duration.ofMillis(500)));

    int first = sequence(heard.getFirst());
    heard.sort(Comparator.comparingInt(packet -> (short) (sequence(packet) - first)));
    assertThat(heard.size()).isBetween(PACKETS - DEEPEST_WAIT, PACKETS + DEEPEST_WAIT);
    for (int i = 1; i < heard.size(); i++) {
      assertThat(sequence(heard.get(i)) - sequence(heard.get(i - 1)) & 0xFFFF)
          .as("numbers")
          .isEqualTo(1);
      assertThat(timestamp(heard.get(i)) - timestamp(heard.get(i - 1))).as("20 ms").isEqualTo(960);
      assertThat(heard.get(i)[1] & 0x7F).isEqualTo(OPUS);
      assertThat(heard.get(i).length).as("speech, not silence").isGreaterThan(20);
    }
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

  /** One of twenty is lost, one of seven comes 60 ms late; the first and the last ones are not. */
  private static List<Integer> badNetwork(int first) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < PACKETS; i++) {
      if (i % 20 != 13) {
        order.add(first + i);
      }
    }
    for (int i = 3; i + 10 < order.size(); i += 7) {
      Collections.rotate(order.subList(i, i + 4), -1);
    }
    return order;
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
