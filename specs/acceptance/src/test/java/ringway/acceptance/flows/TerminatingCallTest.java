// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.flows;

import static org.assertj.core.api.Assertions.assertThat;
import static ringway.acceptance.actors.Subscriber.ALICE;
import static ringway.acceptance.actors.Subscriber.BOB;
import static ringway.acceptance.sip.Words.ack;
import static ringway.acceptance.sip.Words.bye;
import static ringway.acceptance.sip.Words.cancel;
import static ringway.acceptance.sip.Words.invite;
import static ringway.acceptance.sip.Words.message;
import static ringway.acceptance.sip.Words.ok;
import static ringway.acceptance.sip.Words.register;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import ringway.acceptance.actors.Received;
import ringway.acceptance.actors.ScriptedCore;
import ringway.acceptance.actors.Wic;
import ringway.acceptance.lab.FlowExtension;
import ringway.acceptance.lab.Lab;
import ringway.acceptance.matrix.Covers;
import ringway.acceptance.sip.Descriptions;
import ringway.acceptance.sip.Descriptions.BrowserMedia;
import ringway.acceptance.sip.Sdp;

/**
 * Calls that come for a WIC: TS 24.371 §7.2, TS 24.229 §5.2.6.4. Media is another class's matter.
 */
@ExtendWith(FlowExtension.class)
class TerminatingCallTest {
  private static final int SOME_PORT = 49_170;

  private static Received rings(Lab lab, Wic wic) {
    lab.core().sends(invite(wic.contact()).sdp(Descriptions.coreOffer(SOME_PORT)));
    Received invite = wic.receives(invite());
    wic.answers(180);
    lab.core().receives(180);
    return invite;
  }

  private static Received answered(Lab lab, Wic wic, Received invite) {
    Sdp offer = invite.sdp();
    String answer = Descriptions.browserAnswer(BrowserMedia.silent(), offer);
    wic.answers(ok().sdp(answer));
    Received ok = lab.core().receives(200);
    lab.core().sends(ack());
    wic.receives(ack());
    return ok;
  }

  @Test
  @Covers({"G13", "G15", "H19"})
  void aCallComesOnlyToTheConnectionOfItsPathAndTheWicEndsIt(Lab lab) {
    Wic other = lab.registered(BOB);
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();
    core.sends(
        invite(wic.contact())
            .sdp(Descriptions.coreOffer(SOME_PORT))
            .header("P-Charging-Vector", "icid-value=\"secret-1\"")
            .header("P-Charging-Function-Addresses", "ccf=secret-2")
            .header("P-Asserted-Identity", "<" + ScriptedCore.FAR_USER + ">"));
    Received invite =
        wic.receives(invite())
            .nowhere("secret-1", "secret-2")
            .without("P-Charging-Vector", "P-Charging-Function-Addresses")
            .withOnly("P-Asserted-Identity", "<" + ScriptedCore.FAR_USER + ">");
    wic.answers(180);
    core.receives(180);
    answered(lab, wic, invite).nowhere(Descriptions.WEBRTC_WORDS);
    wic.sends(bye());
    core.receives(bye());
    core.answers(200);
    wic.receives(200);

    other.sends(register().bearer(lab.token(BOB)));
    core.receives(register());
    core.answers(200);
    other.receives(200);
  }

  @Test
  @Covers("H19")
  void theOfferIsOneABrowserTakes(Lab lab) {
    Wic wic = lab.registered(ALICE);

    Sdp offer = rings(lab, wic).sdp();

    Sdp.Media audio = offer.audio();
    assertThat(audio.protocol()).isEqualTo("UDP/TLS/RTP/SAVPF");
    assertThat(offer.attribute(audio, "setup")).contains("actpass");
    assertThat(offer.attribute(audio, "fingerprint").orElseThrow()).startsWith("sha-256 ");
    assertThat(audio.attribute("rtcp-mux")).isPresent();
    assertThat(offer.attribute(audio, "ice-ufrag")).isPresent();
    assertThat(offer.attribute(audio, "ice-pwd")).isPresent();
    assertThat(audio.attributes("candidate")).isNotEmpty();
    assertThat(offer.attribute(audio, "tls-id").orElse("")).hasSizeBetween(20, 255);
  }

  @Test
  @Covers({"G13", "H01"})
  void theAnswerReachesTheCoreAsPlainRtp(Lab lab) {
    Wic wic = lab.registered(ALICE);

    Received ok = answered(lab, wic, rings(lab, wic)).nowhere(Descriptions.WEBRTC_WORDS);

    assertThat(ok.sdp().audio().protocol()).isEqualTo("RTP/AVP");
    assertThat(ok.sdp().audio().port()).isGreaterThan(1024);
    ok.withOnly("P-Asserted-Identity", "<" + ALICE.impu() + ">");
  }

  @Test
  @Covers("G15")
  void theFarSideEndsTheCall(Lab lab) {
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();
    answered(lab, wic, rings(lab, wic));

    core.sends(bye());
    wic.receives(bye());
    wic.answers(200);
    core.receives(200).answering("BYE");

    lab.mediaIsFree();
  }

  @Test
  @Covers("G14")
  void whoWantsPrivacyIsNotShownToTheWic(Lab lab) {
    Wic wic = lab.registered(ALICE);

    lab.core()
        .sends(
            invite(wic.contact())
                .sdp(Descriptions.coreOffer(SOME_PORT))
                .header("Privacy", "id")
                .header("P-Asserted-Identity", "<sip:hidden@ims.example.net>"));

    wic.receives(invite()).without("P-Asserted-Identity").nowhere("hidden");
  }

  @Test
  void theCallerGivesUp(Lab lab) {
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();
    rings(lab, wic);

    core.sends(cancel());
    core.receives(200).answering("CANCEL");
    wic.receives(cancel());
    wic.answers(200);
    wic.answers(invite(), 487);
    core.receives(487).answering("INVITE");

    lab.mediaIsFree();
  }

  @Test
  void aBusyWicRefusesAndTheMediaIsFreed(Lab lab) {
    Wic wic = lab.registered(ALICE);
    rings(lab, wic);

    wic.answers(486);
    lab.core().receives(486);

    lab.mediaIsFree();
  }

  @Test
  @Covers("A23")
  void aClosedConnectionTakesNoMoreRequests(Lab lab) {
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();

    assertThat(wic.closes(1001).code()).isEqualTo(1001);
    core.sends(message(wic.contact()));
    core.receives(430);
  }

  @Test
  @Covers("A21")
  void bytesThatAreNoTextTravelInABinaryFrame(Lab lab) {
    Wic wic = lab.registered(ALICE);

    lab.core().sendsLatin1(message(wic.contact()).body("text/plain", "caf\u00e9"));
    wic.receives(message());

    assertThat(wic.binaryMessages()).isEqualTo(1);
  }
}
