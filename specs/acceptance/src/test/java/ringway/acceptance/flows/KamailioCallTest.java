// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.flows;

import static ringway.acceptance.actors.Subscriber.ALICE;
import static ringway.acceptance.sip.Words.ack;
import static ringway.acceptance.sip.Words.bye;
import static ringway.acceptance.sip.Words.invite;
import static ringway.acceptance.sip.Words.ok;
import static ringway.acceptance.sip.Words.register;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import ringway.acceptance.actors.Wic;
import ringway.acceptance.lab.FlowExtension;
import ringway.acceptance.lab.KamailioLab;
import ringway.acceptance.peers.Sipp;
import ringway.acceptance.sip.Descriptions;
import ringway.acceptance.sip.Descriptions.BrowserMedia;
import ringway.acceptance.sip.Sdp;

/** Calls through a real home network with a phone, played by SIPp, at its other side. */
@ExtendWith(FlowExtension.class)
class KamailioCallTest {

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
      wic.answers(
          ok().sdp(
                  Descriptions.browserAnswer(
                      BrowserMedia.silent(),
                      offer.audio().attribute("mid").orElse("0"),
                      offer.audio().formats())));
      wic.receives(ack());
      wic.receives(bye());
      wic.answers(200);
      phone.isContent();
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
}
