// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.flows;

import static ringway.acceptance.actors.Subscriber.ALICE;
import static ringway.acceptance.sip.Words.ack;
import static ringway.acceptance.sip.Words.bye;
import static ringway.acceptance.sip.Words.info;
import static ringway.acceptance.sip.Words.invite;
import static ringway.acceptance.sip.Words.message;
import static ringway.acceptance.sip.Words.notification;
import static ringway.acceptance.sip.Words.ok;
import static ringway.acceptance.sip.Words.options;
import static ringway.acceptance.sip.Words.refer;
import static ringway.acceptance.sip.Words.reply;
import static ringway.acceptance.sip.Words.request;
import static ringway.acceptance.sip.Words.subscribe;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ringway.acceptance.actors.Received;
import ringway.acceptance.actors.ScriptedCore;
import ringway.acceptance.actors.Wic;
import ringway.acceptance.lab.FlowExtension;
import ringway.acceptance.lab.Lab;
import ringway.acceptance.matrix.Covers;
import ringway.acceptance.sip.Descriptions;
import ringway.acceptance.sip.Descriptions.BrowserMedia;

/** Everything that is no call, both ways, by the rules of a proxy (TS 24.229 §5.2.6). */
@ExtendWith(FlowExtension.class)
class OtherMethodsTest {
  private static final String FAR = "sip:dora@ims.example.net";
  private static final String DIGIT = "Signal=5\r\nDuration=160\r\n";
  private static final int SOME_PORT = 49_170;

  private static Wic inCall(Lab lab) {
    Wic wic = lab.registered(ALICE);
    wic.sends(invite(FAR).sdp(Descriptions.browserOffer(BrowserMedia.silent())));
    Received invite = lab.core().receives(invite());
    lab.core().answers(ok().sdp(Descriptions.coreAnswer(SOME_PORT, invite.sdp())));
    wic.receives(200);
    wic.sends(ack());
    lab.core().receives(ack());
    return wic;
  }

  @Test
  @Covers({"G05", "G07"})
  void aMessageGoesWithTheIdentityChosenAndWithoutItsToken(Lab lab) {
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();
    String token = lab.token(ALICE);

    wic.sends(
        message(FAR)
            .bearer(token)
            .header("P-Preferred-Identity", "<" + ALICE.impus().getLast() + ">")
            .body("text/plain;charset=utf-8", "Grüße, Dora"));
    core.receives(message())
        .withOnly("P-Asserted-Identity", "<" + ALICE.impus().getLast() + ">")
        .withOnly("Route", core.serviceRoute())
        .matching("P-Charging-Vector", "icid-value=.*")
        .without("P-Preferred-Identity", "Authorization", "P-Early-Media")
        .nowhere(token)
        .says("Grüße, Dora");
    core.answers(reply(202).header("P-Charging-Vector", "icid-value=\"core-only\""));
    wic.receives(202).without("P-Charging-Vector");
  }

  @Test
  @Covers("G13")
  void aMessageComesWithItsBodyAndItsAnswerSaysWhoGaveIt(Lab lab) {
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();

    core.sends(
        message(wic.contact())
            .header("P-Asserted-Identity", "<" + FAR + ">")
            .header("P-Charging-Vector", "icid-value=\"core-only\"")
            .body("text/plain", "see you at six"));
    wic.receives(message())
        .withOnly("P-Asserted-Identity", "<" + FAR + ">")
        .without("P-Charging-Vector")
        .says("see you at six");
    wic.answers(reply(200).header("P-Asserted-Identity", "<sip:boss@ims.example.net>"));
    core.receives(200).withOnly("P-Asserted-Identity", "<" + ALICE.impu() + ">").nowhere("boss");
  }

  @ParameterizedTest
  @CsvSource({
    "presence, application/pidf+xml",
    "dialog, application/dialog-info+xml",
    "message-summary, application/simple-message-summary"
  })
  void aSubscriptionLivesFromItsFirstRequestToItsLastNotice(String event, String type, Lab lab) {
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();

    wic.sends(subscribe(FAR).header("Event", event).header("Accept", type).expires(600));
    core.receives(subscribe())
        .withOnly("Event", event)
        .withOnly("Accept", type)
        .withOnly("P-Asserted-Identity", "<" + ALICE.impu() + ">");
    core.answers(ok().header("Expires", "600"));
    wic.receives(200).withOnly("Expires", "600");

    core.sends(notification(event, "active;expires=600").body(type, "<state/>"));
    wic.receives(notification())
        .withOnly("Event", event)
        .withOnly("Subscription-State", "active;expires=600")
        .says("<state/>");
    wic.answers(200);
    core.receives(200).answering("NOTIFY");

    wic.sends(subscribe().header("Event", event).expires(0));
    core.receives(subscribe()).withOnly("Event", event).with("Expires", "0");
    core.answers(ok().header("Expires", "0"));
    wic.receives(200);
    core.sends(notification(event, "terminated;reason=timeout"));
    wic.receives(notification());
    wic.answers(200);
    core.receives(200).answering("NOTIFY");
  }

  @Test
  void noNoticeReachesAConnectionThatIsGone(Lab lab) {
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();
    wic.sends(subscribe(FAR).header("Event", "presence"));
    core.receives(subscribe());
    core.answers(ok().header("Expires", "600"));
    wic.receives(200);

    wic.closes(1000);
    core.sends(notification("presence", "active"));
    core.receives(430);
  }

  @Test
  void insideASubscriptionTheWicSendsToNoHostOfItsChoice(Lab lab) {
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();
    wic.sends(subscribe(FAR).header("Event", "presence"));
    Received first = core.receives(subscribe());
    core.answers(ok().header("Expires", "600"));
    wic.receives(200);

    wic.sends(
        subscribe()
            .header("Event", "presence")
            .header("Route", first.header("Record-Route"))
            .header("Route", "<sip:127.0.0.1:9;lr>"));
    wic.receives(403);
    core.receivesNothing();
  }

  @Test
  void aSubscriptionOfTheCoreAtTheWicAndItsNoticeBack(Lab lab) {
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();

    core.sends(subscribe(wic.contact()).header("Event", "dialog"));
    wic.receives(subscribe()).withOnly("Event", "dialog");
    wic.answers(ok().header("Expires", "60"));
    core.receives(200);
    wic.sends(notification("dialog", "active;expires=60"));
    core.receives(notification())
        .withOnly("Event", "dialog")
        .withOnly("Subscription-State", "active;expires=60");
    core.answers(200);
    wic.receives(200).answering("NOTIFY");
  }

  @Test
  void presenceIsPublishedAndRefreshedByItsTag(Lab lab) {
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();

    wic.sends(
        request("PUBLISH")
            .to(ALICE.impu())
            .header("Event", "presence")
            .header("Expires", "300")
            .header("SIP-If-Match", "one")
            .body("application/pidf+xml", "<presence/>"));
    core.receives(request("PUBLISH"))
        .withOnly("Route", core.serviceRoute())
        .withOnly("Event", "presence")
        .withOnly("SIP-If-Match", "one")
        .says("<presence/>");
    core.answers(ok().header("SIP-ETag", "two").header("Expires", "300"));
    wic.receives(200).withOnly("SIP-ETag", "two");
  }

  @ParameterizedTest
  @CsvSource({
    "<tel:+15550188>",
    "<sip:erik@ims.example.net?Replaces=c7%3Bto-tag%3Da%3Bfrom-tag%3Db>"
  })
  void theWicTransfersItsCall(String where, Lab lab) {
    Wic wic = inCall(lab);
    ScriptedCore core = lab.core();

    wic.sends(refer().header("Refer-To", where).header("Referred-By", "<" + ALICE.impu() + ">"));
    core.receives(refer()).withOnly("Refer-To", where);
    core.answers(202);
    wic.receives(202);
    core.sends(
        notification("refer", "terminated;reason=noresource")
            .body("message/sipfrag", "SIP/2.0 200 OK\r\n"));
    wic.receives(notification()).says("SIP/2.0 200 OK");
    wic.answers(200);
    core.receives(200).answering("NOTIFY");
    wic.sends(bye());
    core.receives(bye());
    core.answers(200);
    wic.receives(200);
    lab.mediaIsFree();
  }

  @Test
  void theFarSideTransfersTheWicWhoseNewCallReplacesAnother(Lab lab) {
    Wic wic = inCall(lab);
    ScriptedCore core = lab.core();
    String first = wic.latestCallId();

    core.sends(
        refer()
            .header(
                "Refer-To", "<sip:erik@ims.example.net?Replaces=c7%3Bto-tag%3Da%3Bfrom-tag%3Db>"));
    wic.receives(refer()).says("");
    wic.answers(202);
    core.receives(202);
    wic.sends(
        invite("sip:erik@ims.example.net")
            .header("Replaces", "c7;to-tag=a;from-tag=b")
            .header("Require", "replaces")
            .sdp(Descriptions.browserOffer(BrowserMedia.silent())));
    core.receives(invite("sip:erik@ims.example.net"))
        .matching("Replaces", "c7;.*to-tag=a.*")
        .with("Require", "replaces");
    core.answers(486);
    wic.receives(486);
    wic.sends(
        notification("refer", "terminated;reason=noresource")
            .inCall(first)
            .body("message/sipfrag", "SIP/2.0 486 Busy Here\r\n"));
    core.receives(notification()).says("486 Busy Here");
    core.answers(200);
    wic.receives(200).answering("NOTIFY");
  }

  @Test
  void digitsAsInfoPassBothWays(Lab lab) {
    lab.with("dtmf.info", "relay");
    Wic wic = inCall(lab);
    ScriptedCore core = lab.core();

    wic.sends(info().body("application/dtmf-relay", DIGIT));
    core.receives(info()).says("Signal=5").without("Authorization");
    core.answers(200);
    wic.receives(200).answering("INFO");
    core.sends(info().body("application/dtmf-relay", DIGIT));
    wic.receives(info()).says("Signal=5");
    wic.answers(415);
    core.receives(415).answering("INFO");
  }

  @Test
  void optionsAskTheOtherSide(Lab lab) {
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();

    wic.sends(options(FAR));
    core.receives(options()).withOnly("P-Asserted-Identity", "<" + ALICE.impu() + ">");
    core.answers(ok().header("Allow", "INVITE, ACK"));
    wic.receives(200).with("Allow");
    core.sends(options(wic.contact()));
    wic.receives(options());
    wic.answers(ok().header("Accept", "application/sdp"));
    core.receives(200).with("Accept", "application/sdp");
  }

  @Test
  void whatNobodyKnowsPassesUnchanged(Lab lab) {
    Wic wic = inCall(lab);
    ScriptedCore core = lab.core();

    wic.sends(request("WAKEUP").body("application/x-odd", "\u0001 bytes").header("X-Odd", "1;a=b"));
    core.receives(request("WAKEUP")).withOnly("X-Odd", "1;a=b").says("\u0001 bytes");
    core.answers(501);
    wic.receives(501);
    core.sends(request("WAKEUP").to(wic.contact()).body("application/x-odd", "back"));
    wic.receives(request("WAKEUP")).says("back");
    wic.answers(405);
    core.receives(405);
  }

  @Test
  @Covers("G26")
  void aLongMessagePassesWhole(Lab lab) {
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();
    String text = "0123456789".repeat(1200) + "end";

    wic.sends(message(FAR).body("text/plain", text));
    core.receives(message()).says(text).matching("Via", "SIP/2.0/TCP .*");
    core.answers(200);
    wic.receives(200);
    core.sends(message(wic.contact()).body("text/plain", text));
    wic.receives(message()).says(text);
  }
}
