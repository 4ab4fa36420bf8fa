// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.flows;

import static org.assertj.core.api.Assertions.assertThat;
import static ringway.acceptance.actors.Subscriber.ALICE;
import static ringway.acceptance.sip.Words.deregister;
import static ringway.acceptance.sip.Words.invite;
import static ringway.acceptance.sip.Words.message;
import static ringway.acceptance.sip.Words.register;
import static ringway.acceptance.sip.Words.reply;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import ringway.acceptance.actors.Received;
import ringway.acceptance.actors.ScriptedCore;
import ringway.acceptance.actors.Wic;
import ringway.acceptance.lab.FlowExtension;
import ringway.acceptance.lab.Lab;
import ringway.acceptance.matrix.Covers;
import ringway.acceptance.sip.Message;

/** Registration by an access token: TS 24.371 §6 and A.3.2, TS 33.203 X.4. */
@ExtendWith(FlowExtension.class)
class BearerRegistrationTest {
  private static final String FAR_NUMBER = "tel:+15550199";

  @Test
  @Covers({"E01", "E03", "E17", "E19"})
  void theFirstRegisterIsEnoughAndTheCoreIsToldAuthDone(Lab lab) {
    String token = lab.token(ALICE);
    Wic wic = lab.wic(ALICE);
    ScriptedCore core = lab.core();

    wic.sends(register().bearer(token));
    core.receives(register())
        .withAuthDone(ALICE.impi())
        .nowhere(token, "Bearer", "authorization-entity");
    core.answers(200);
    wic.receives(200).without("WWW-Authenticate");
  }

  @Test
  @Covers("E02")
  void theSpellingOfTheTableIsAcceptedToo(Lab lab) {
    String token = lab.token(ALICE);
    Wic wic = lab.wic(ALICE);
    ScriptedCore core = lab.core();

    wic.sends(register().bearerAsParameter(token));
    core.receives(register()).withAuthDone(ALICE.impi()).nowhere(token, "access_token");
    core.answers(200);
    wic.receives(200);
  }

  @Test
  @Covers("E18")
  void aThirdPartyWafIsNamedToTheCore(Lab lab) {
    lab.withThirdPartyWaf();
    Wic wic = lab.wic(ALICE);
    ScriptedCore core = lab.core();

    wic.sends(register().bearer(lab.token(ALICE)));
    core.receives(register())
        .withAuthDone(ALICE.impi())
        .matching("Authorization", ".*authorization-entity=\"" + lab.waf().issuer() + "\".*");
    core.answers(200);
    wic.receives(200);
  }

  @Test
  @Covers("E20")
  void marksThatOnlyTheNetworkMaySetAreNotTakenFromTheWic(Lab lab) {
    Wic wic = lab.wic(ALICE);
    ScriptedCore core = lab.core();
    String forged =
        "Digest username=\"%s\", realm=\"x\", nonce=\"\", uri=\"sip:x\", response=\"\","
            + " integrity-protected=\"auth-done\", authorization-entity=\"https://waf.evil.test\"";

    wic.sends(register().header("Authorization", forged.formatted(ALICE.impi())));
    wic.receives(401);
    core.receivesNothing();

    wic.sends(
        register()
            .header(
                "Authorization",
                "Bearer access_token=\"%s\", integrity-protected=\"no\","
                        .formatted(lab.token(ALICE))
                    + " authorization-entity=\"https://waf.evil.test\""));
    core.receives(register()).withAuthDone(ALICE.impi()).nowhere("evil.test");
    core.answers(200);
    wic.receives(200);
  }

  @Test
  @Covers({"E24", "G07"})
  void afterThe200TheConnectionSpeaksForAllItsIdentities(Lab lab) {
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();

    for (String identity : ALICE.impus()) {
      wic.sends(message(FAR_NUMBER).header("P-Preferred-Identity", "<" + identity + ">"));
      core.receives(message())
          .withOnly("P-Asserted-Identity", "<" + identity + ">")
          .without("P-Preferred-Identity");
      core.answers(200);
      wic.receives(200);
    }
  }

  @Test
  @Covers({"E25", "F13"})
  void the200ReachesTheWicWithItsRoutesAndWithoutCharging(Lab lab) {
    Wic wic = lab.wic(ALICE);
    ScriptedCore core = lab.core();

    wic.sends(register().bearer(lab.token(ALICE)));
    core.receives(register());
    core.answers(200);
    wic.receives(200)
        .withOnly("Service-Route", core.serviceRoute())
        .with("P-Associated-URI", "<" + ALICE.impu() + ">")
        .with("P-Associated-URI", "<" + ALICE.impus().getLast() + ">")
        .without("P-Charging-Vector", "P-Charging-Function-Addresses");

    wic.sends(invite(FAR_NUMBER).without("Route"));
    core.receives(invite()).with("Route", core.serviceRoute());
    core.answers(reply(486));
    wic.receives(486);
  }

  @Test
  @Covers("E26")
  void theRegistrationNeverOutlivesTheToken(Lab lab) {
    Wic wic = lab.wic(ALICE);
    ScriptedCore core = lab.core();
    String shortLived = lab.waf().token(ALICE).expiringIn(Duration.ofSeconds(600)).text();

    wic.sends(register().bearer(shortLived).expires(600_000));
    Received asked = core.receives(register());
    assertThat(Integer.parseInt(asked.header("Expires"))).isBetween(500, 600);
    core.answers(200);
    Received granted = wic.receives(200);
    String contact = granted.header("Contact");
    assertThat(Message.parameter(contact, "expires").map(Integer::parseInt).orElseThrow())
        .isBetween(500, 600);
  }

  @Test
  @Covers("E27")
  void aRenewedTokenIsGoodForTheNextRequestWithoutRegisteringAgain(Lab lab) {
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();

    wic.sends(message(FAR_NUMBER).bearer(lab.token(ALICE)));
    core.receives(message());
    core.answers(200);
    wic.receives(200);
  }

  @Test
  @Covers("F16")
  void expiresZeroEndsTheRegistrationWithTheSameMark(Lab lab) {
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();

    wic.sends(deregister().bearer(lab.token(ALICE)));
    core.receives(register()).withAuthDone(ALICE.impi()).withOnly("Expires", "0");
    core.answers(200);
    wic.receives(200);

    wic.sends(message(FAR_NUMBER));
    wic.receives(403);
  }

  @Test
  @Covers("F17")
  void contactStarEndsEveryBinding(Lab lab) {
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();

    wic.sends(deregister().bearer(lab.token(ALICE)).header("Contact", "*"));
    core.receives(register())
        .withAuthDone(ALICE.impi())
        .withOnly("Contact", "*")
        .withOnly("Expires", "0");
    core.answers(200);
    wic.receives(200);

    wic.sends(message(FAR_NUMBER));
    wic.receives(403);
  }

  @Test
  @Covers({"F14", "F15"})
  void refusalsOfTheRegistrarAreRelayed(Lab lab) {
    Wic wic = lab.wic(ALICE);
    ScriptedCore core = lab.core();

    wic.sends(register().bearer(lab.token(ALICE)).expires(10));
    core.receives(register());
    core.answers(reply(423).header("Min-Expires", "60"));
    wic.receives(423).withOnly("Min-Expires", "60");

    wic.sends(register().bearer(lab.token(ALICE)));
    core.receives(register());
    core.answers(439);
    wic.receives(439);
  }

  @Test
  void theLastWordOfAReloadedPageLeavesTheBindingOfItsSuccessorAlone(Lab lab) {
    Wic before = lab.wic(ALICE);
    Wic after = lab.wic(ALICE);
    for (Wic wic : new Wic[] {before, after}) {
      wic.sends(register().header("Contact", sameInstance(wic)).bearer(lab.token(ALICE)));
      lab.core().receives(register().inCall(wic.registrationCallId()));
      lab.core().answers(200);
      wic.receives(200);
    }

    before.sends(deregister().header("Contact", sameInstance(before)).bearer(lab.token(ALICE)));

    before.receives(200);
    lab.core().receivesNothing();
  }

  private static String sameInstance(Wic wic) {
    return "<" + wic.contact() + ">;reg-id=1;+sip.instance=\"<urn:uuid:1>\"";
  }
}
