// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.flows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static ringway.acceptance.actors.Subscriber.ALICE;
import static ringway.acceptance.actors.Subscriber.BOB;
import static ringway.acceptance.sip.Words.ack;
import static ringway.acceptance.sip.Words.bye;
import static ringway.acceptance.sip.Words.invite;
import static ringway.acceptance.sip.Words.ok;
import static ringway.acceptance.sip.Words.register;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import ringway.acceptance.actors.MediaPeer;
import ringway.acceptance.actors.Patience;
import ringway.acceptance.actors.Received;
import ringway.acceptance.actors.Subscriber;
import ringway.acceptance.actors.Wic;
import ringway.acceptance.lab.Chain;
import ringway.acceptance.lab.FlowExtension;
import ringway.acceptance.matrix.Covers;
import ringway.acceptance.report.AcceptanceListener;
import ringway.acceptance.sip.Descriptions;
import ringway.acceptance.sip.Sdp;

/** From the sign-in page to speech and back, through every function: TS 24.371 A.3.2 and §7. */
@ExtendWith(FlowExtension.class)
class BasicCallTest {
  private static final String ECHO = "sip:+15550199@" + Subscriber.DOMAIN + ";user=phone";
  private static final int PCMA = 8;

  private static Wic registered(Chain chain, Subscriber user) {
    JsonNode access = chain.access(user);
    Wic wic = chain.wic(user, access);
    wic.sends(register().bearer(access.get("access_token").asText()));
    wic.receives(200).with("P-Associated-URI", "<" + user.impu() + ">");
    return wic;
  }

  private static byte[] speech(int value) {
    byte[] payload = new byte[160];
    Arrays.fill(payload, (byte) value);
    return payload;
  }

  @Test
  @Tag(AcceptanceListener.BASIC_CALL)
  @Covers({"E01", "E17", "B02", "I07"})
  void aliceSignsInRegistersAndHearsHerselfAtTheEchoNumber(Chain chain) {
    Wic alice = registered(chain, ALICE);
    MediaPeer browser = chain.browser(ALICE);

    alice.sends(invite(ECHO).sdp(Descriptions.browserOffer(browser.described())));
    Received ok = alice.receivesEventually(200);
    alice.sends(ack());
    browser.joins(ok.sdp());
    int codec = Integer.parseInt(ok.sdp().audio().formats().getFirst());
    browser.hears(speech(0x40), () -> browser.sends(codec, speech(0x40)));
    alice.sends(bye());
    alice.receives(200).answering("BYE");

    JsonNode registrations = chain.coreReports("/messages").get("messages");
    assertThat(registrations.toString()).contains("auth-done").doesNotContain("Bearer");
    await()
        .atMost(Patience.LIMIT)
        .until(() -> chain.mediaMetrics().sum("ringway_media_contexts") == 0);
  }

  @Test
  @Covers("E17")
  void aliceCallsBobAndBobHangsUp(Chain chain) {
    Wic alice = registered(chain, ALICE);
    Wic bob = registered(chain, BOB);
    MediaPeer aliceMedia = chain.browser(ALICE);
    MediaPeer bobMedia = chain.browser(BOB);

    alice.sends(invite(BOB.impu()).sdp(Descriptions.browserOffer(aliceMedia.described())));
    Sdp offer = bob.receives(invite()).with("P-Asserted-Identity", "<" + ALICE.impu() + ">").sdp();
    bob.answers(180);
    alice.receives(180);
    bob.answers(ok().sdp(Descriptions.browserAnswer(bobMedia.described(), offer)));
    Sdp answer = alice.receives(200).sdp();
    alice.sends(ack());
    bob.receives(ack());
    aliceMedia.joins(answer);
    bobMedia.joins(offer);
    bobMedia.hears(speech(0x11), () -> aliceMedia.sends(PCMA, speech(0x11)));
    aliceMedia.hears(speech(0x22), () -> bobMedia.sends(PCMA, speech(0x22)));

    bob.sends(bye());
    alice.receives(bye());
    alice.answers(200);
    bob.receives(200).answering("BYE");
    await()
        .atMost(Patience.LIMIT)
        .until(() -> chain.mediaMetrics().sum("ringway_media_contexts") == 0);
  }
}
