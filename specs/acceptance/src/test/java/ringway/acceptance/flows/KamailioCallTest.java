// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.flows;

import static org.assertj.core.api.Assertions.assertThat;
import static ringway.acceptance.actors.Subscriber.ALICE;
import static ringway.acceptance.sip.Words.ack;
import static ringway.acceptance.sip.Words.bye;
import static ringway.acceptance.sip.Words.invite;
import static ringway.acceptance.sip.Words.ok;
import static ringway.acceptance.sip.Words.register;

import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ringway.acceptance.actors.MediaPeer;
import ringway.acceptance.actors.Wic;
import ringway.acceptance.lab.FlowExtension;
import ringway.acceptance.lab.KamailioLab;
import ringway.acceptance.matrix.Covers;
import ringway.acceptance.peers.Baresip;
import ringway.acceptance.peers.Sipp;
import ringway.acceptance.sip.Descriptions;
import ringway.acceptance.sip.Descriptions.BrowserMedia;
import ringway.acceptance.sip.Sdp;

/** Calls through a real home network with a phone, played by SIPp, at its other side. */
@ExtendWith(FlowExtension.class)
class KamailioCallTest {
  private static final int PCMA = 8;

  private static Wic registered(KamailioLab lab) {
    Wic wic = lab.wic(ALICE);
    wic.sends(register().bearer(lab.token(ALICE)));
    wic.receives(200);
    return wic;
  }

  @Test
  void aPhoneCallsTheWicByItsPublicIdentity(KamailioLab lab) {
    Wic wic = registered(lab);

    try (Sipp phone = Sipp.begins("caller", lab.port(), Map.of("callee", ALICE.impu()))) {
      Sdp offer = wic.receives(invite()).sdp();
      wic.answers(180);
      wic.answers(ok().sdp(Descriptions.browserAnswer(BrowserMedia.silent(), offer)));
      wic.receives(ack());
      wic.receives(bye());
      wic.answers(200);
      phone.isContent();
    }
  }

  private static void calls(Wic wic) {
    wic.sends(
        invite("sip:+15550199@ims.example.net;user=phone")
            .sdp(Descriptions.browserOffer(BrowserMedia.silent())));
  }

  /** Kamailio passes a 503 on as 500 (RFC 3261 §16.7 step 6). */
  @ParameterizedTest
  @CsvSource({
    "302 Moved Temporarily, Contact: <sip:other@ims.example.net>, 302",
    "404 Not Found, Warning: 399 phone \"no\", 404",
    "486 Busy Here, Retry-After: 7, 486",
    "503 Service Unavailable, Retry-After: 7, 500",
    "603 Decline, Warning: 399 phone \"no\", 603"
  })
  void aPhoneThatTakesNoCallSaysSoToTheWic(String status, String more, int seen, KamailioLab lab) {
    Map<String, String> keys = Map.of("status", status, "more", more);
    try (Sipp phone = Sipp.waits("callee-refuses", lab.farPhonePort(), keys)) {
      Wic wic = registered(lab);

      calls(wic);
      wic.receives(seen).answering("INVITE");
      phone.isContent();
    }
  }

  @Test
  @Covers("G24")
  void ofTwoPhonesOfOneUserTheSecondIsAnswered(KamailioLab lab) {
    try (Sipp phones = Sipp.waits("callee-forks", lab.farPhonePort(), Map.of())) {
      Wic wic = registered(lab);

      calls(wic);
      String early = wic.receives(183).matching("To", ".*tag=desk").message().body();
      assertThat(wic.receives(183).message().body()).isEqualTo(early);
      wic.receives(180);
      assertThat(wic.receives(200).matching("To", ".*tag=mobile").message().body())
          .isEqualTo(early);
      wic.sends(ack());
      wic.sends(bye());
      wic.receives(200).answering("BYE");
      phones.isContent();
    }
  }

  @Test
  @Covers("G16")
  void aPhoneRingsReliablyMovesItsMediaHoldsAndHangsUp(KamailioLab lab) {
    try (Sipp phone = Sipp.waits("callee-renegotiates", lab.farPhonePort(), Map.of())) {
      Wic wic = registered(lab);

      calls(wic);
      Sdp early = wic.receives(183).without("RSeq", "Require").sdp();
      Sdp answer = wic.receives(200).sdp();
      assertThat(answer.audio().port()).isEqualTo(early.audio().port());
      wic.sends(ack());
      Sdp hold = wic.receives(invite()).sdp();
      assertThat(hold.audio().attribute("sendonly")).isPresent();
      wic.answers(
          ok().sdp(
                  Descriptions.browserAnswer(BrowserMedia.silent(), hold)
                      .replace("a=sendrecv", "a=recvonly")));
      wic.receives(ack());
      wic.receives(bye());
      wic.answers(200);
      phone.isContent();
    }
  }

  @Test
  void aRealPhoneSaysBackWhatTheBrowserSays(KamailioLab lab) {
    byte[] speech = new byte[160];
    Arrays.fill(speech, (byte) 0x5C);
    try (Baresip _ = Baresip.answers("+15550199", lab.farPhonePort())) {
      Wic wic = registered(lab);
      MediaPeer browser = lab.browser(ALICE);

      wic.sends(
          invite("sip:+15550199@ims.example.net;user=phone")
              .sdp(Descriptions.browserOffer(browser.described())));
      Sdp answer = wic.receivesEventually(200).sdp();
      wic.sends(ack());
      browser.joins(answer);
      browser.hears(speech, () -> browser.sends(PCMA, speech));
      wic.sends(bye());
      wic.receives(200).answering("BYE");
    }
  }

  @Test
  void theWicCallsAPhoneAlongItsServiceRoute(KamailioLab lab) {
    try (Sipp phone = Sipp.waits("callee", lab.farPhonePort(), Map.of())) {
      Wic wic = registered(lab);

      wic.sends(
          invite("sip:+15550199@ims.example.net;user=phone")
              .sdp(Descriptions.browserOffer(BrowserMedia.silent())));
      wic.receives(180);
      wic.receives(200).nowhere("49172");
      wic.sends(ack());
      wic.sends(bye());
      wic.receives(200).answering("BYE");
      phone.isContent();
    }
  }

  @Test
  void aPhoneBehindALinkThatLosesFirstMessagesIsReached(KamailioLab lab) {
    try (Sipp phone = Sipp.waits("callee-loses", lab.farPhonePort(), Map.of())) {
      Wic wic = registered(lab);

      calls(wic);
      wic.receivesEventually(200).answering("INVITE");
      wic.sends(ack());
      wic.sends(bye());
      wic.receives(200).answering("BYE");
      phone.isContent();
    }
  }
}
