// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.flows;

import static org.assertj.core.api.Assertions.assertThat;
import static ringway.acceptance.actors.Subscriber.ALICE;
import static ringway.acceptance.sip.Words.deregister;
import static ringway.acceptance.sip.Words.invite;
import static ringway.acceptance.sip.Words.message;
import static ringway.acceptance.sip.Words.register;
import static ringway.acceptance.sip.Words.reply;

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
import ringway.acceptance.sip.Draft;
import ringway.acceptance.sip.Reply;

/** Bindings and flows over their life: TS 24.229 §5.2.2, RFC 5626, RFC 5627. */
@ExtendWith(FlowExtension.class)
class BindingTest {
  private static final String INSTANCE = "\"<urn:uuid:0c67446e-f1a1-41d9-94d1-2df88b08f58b>\"";
  private static final String RESTORATION = "application/3gpp-ims+xml";

  /** A REGISTER of one flow of a device. */
  private static Draft flow(Wic wic, int regId) {
    return register()
        .header(
            "Contact", "<" + wic.contact() + ">;reg-id=" + regId + ";+sip.instance=" + INSTANCE);
  }

  private static Received registers(Lab lab, Wic wic, Draft draft, Reply answer) {
    wic.sends(draft.bearer(lab.token(ALICE)));
    lab.core().receives(register().inCall(wic.registrationCallId()));
    lab.core().answers(answer);
    return wic.receives(answer.status());
  }

  @Test
  @Covers("F13")
  void theServiceRouteOfEachFlowIsItsOwn(Lab lab) {
    ScriptedCore core = lab.core();
    Wic one = lab.wic(ALICE);
    Wic two = lab.wic(ALICE);
    String elsewhere = core.serviceRoute().replace("orig@", "other@");
    registers(lab, one, register(), reply(200)).with("P-Associated-URI").with("Service-Route");
    two.sends(register().bearer(lab.token(ALICE)));
    core.receives(register());
    core.answers(reply(200).header("Service-Route", elsewhere));
    two.receives(200);

    two.sends(message("tel:+15550199").without("Route"));
    core.receives(message()).withOnly("Route", elsewhere);
    core.answers(200);
    two.receives(200);
    one.sends(message("tel:+15550199").without("Route"));
    core.receives(message()).withOnly("Route", core.serviceRoute());
  }

  @Test
  @Covers("F13")
  void aBarredIdentityIsNeverAsserted(Lab lab) {
    ScriptedCore core = lab.core();
    Wic wic = lab.wic(ALICE);
    wic.sends(register().bearer(lab.token(ALICE)));
    core.receives(register());
    core.answers(reply(200).header("P-Associated-URI", "<" + ALICE.impus().get(1) + ">"));
    wic.receives(200);

    wic.sends(message("tel:+15550199").header("P-Preferred-Identity", "<" + ALICE.impu() + ">"));

    core.receives(message()).withOnly("P-Asserted-Identity", "<" + ALICE.impus().get(1) + ">");
  }

  @ParameterizedTest
  @CsvSource({"439, Supported, path", "423, Min-Expires, 7200", "403, Warning, 399 core \"flows\""})
  @Covers({"F14", "F15", "F27"})
  void whatTheRegistrarRefusesTheWicIsTold(int status, String header, String value, Lab lab) {
    Wic wic = lab.wic(ALICE);

    registers(lab, wic, register(), reply(status).header(header, value)).with(header, value);

    wic.sends(message("tel:+15550199"));
    wic.receives(403);
    String supported = status == 439 ? "path" : "path, outbound";
    registers(lab, wic, register().expires(7200).header("Supported", supported), reply(200));
  }

  @Test
  @Covers("F16")
  void deregisteringEndsTheBindingHereToo(Lab lab) {
    Wic wic = lab.registered(ALICE);
    wic.sends(deregister().bearer(lab.token(ALICE)));
    lab.core().receives(register().expires(0)).withAuthDone(ALICE.impi());
    lab.core().answers(200);
    wic.receives(200);

    wic.sends(message("tel:+15550199"));

    wic.receives(403);
  }

  @Test
  @Covers("F17")
  void aStarTakesAwayEveryBindingOfTheUser(Lab lab) {
    Wic wic = lab.registered(ALICE);
    Wic other = lab.registered(ALICE);

    wic.sends(deregister().header("Contact", "*").bearer(lab.token(ALICE)));
    lab.core().receives(register().header("Contact", "*")).with("Expires", "0");
    lab.core().answers(200);
    wic.receives(200);

    assertThat(other.seesClose().reason()).isEqualTo("registration unregistered");
    wic.sends(message("tel:+15550199"));
    wic.receives(403);
  }

  @Test
  @Covers("F18")
  void deregisteringWhatIsNotRegisteredIsAnsweredByTheCore(Lab lab) {
    Wic wic = lab.registered(ALICE);

    registers(lab, wic, deregister(), reply(481));

    wic.sends(message("tel:+15550199"));
    wic.receives(403);
  }

  @Test
  @Covers("F19")
  void aRequestForAFlowWhoseSocketIsGoneIsAnswered430(Lab lab) {
    Wic wic = lab.registered(ALICE);
    wic.closes(1000);

    lab.core().sends(invite(wic.contact()));

    lab.core().receives(430);
  }

  @Test
  @Covers("F20")
  void oneBitOfAFlowTokenAlteredIsForgery(Lab lab) {
    Wic wic = lab.wic(ALICE);
    wic.sends(register().bearer(lab.token(ALICE)));
    String path = lab.core().receives(register()).header("Path");
    lab.core().answers(200);
    wic.receives(200);
    char[] altered = path.toCharArray();
    altered[20] = altered[20] == 'A' ? 'B' : 'A';

    lab.core().sends(invite(wic.contact()).header("Route", new String(altered)));

    lab.core().receives(403);
  }

  @Test
  @Covers("F22")
  void aNewSocketOfTheSameFlowReplacesTheOld(Lab lab) {
    Wic old = lab.wic(ALICE);
    registers(lab, old, flow(old, 1), reply(200));
    Wic successor = lab.wic(ALICE);
    registers(lab, successor, flow(successor, 1), reply(200));

    old.sends(message("tel:+15550199"));
    old.receives(403);
    lab.core().sends(message(successor.contact()));
    successor.receives(message());
  }

  @Test
  @Covers("F22")
  void twoFlowsOfOneDeviceLiveSideBySide(Lab lab) {
    ScriptedCore core = lab.core();
    Wic one = lab.wic(ALICE);
    registers(lab, one, flow(one, 1), reply(200));
    Wic two = lab.wic(ALICE);
    registers(lab, two, flow(two, 2), reply(200));

    core.sends(message(one.contact()));
    one.receives(message());
    one.answers(200);
    core.receives(200);
    core.sends(message(two.contact()));
    two.receives(message());
    two.answers(200);
    core.receives(200);
    one.closes(1000);
    core.sends(message(one.contact()));
    core.receives(430);
    core.sends(message(two.contact()));
    two.receives(message());
  }

  @Test
  @Covers("F22")
  void theFarewellOfAReplacedSocketDoesNotReachTheCore(Lab lab) {
    Wic old = lab.wic(ALICE);
    registers(lab, old, flow(old, 1), reply(200));
    Wic successor = lab.wic(ALICE);
    registers(lab, successor, flow(successor, 1), reply(200));

    old.sends(flow(old, 1).expires(0).bearer(lab.token(ALICE)));
    old.receives(200);

    lab.core().receivesNothing();
    lab.core().sends(message(successor.contact()));
    successor.receives(message());
  }

  @Test
  @Covers("F23")
  void aServingNodeThatCannotBeReachedSendsTheWicToRegisterAnew(Lab lab) {
    Wic wic = lab.wic(ALICE);
    wic.sends(register().bearer(lab.token(ALICE)));
    Received register = lab.core().receives(register());
    lab.core()
        .answers(reply(200).header("Service-Route", "<sip:orig@127.0.0.1:1;transport=tcp;lr>"));
    wic.receives(200);

    wic.sends(invite("tel:+15550199").bearer(lab.token(ALICE)));

    Received answer = wic.receives(504).with("Content-Type", RESTORATION);
    assertThat(answer.message().body())
        .contains("<type>restoration</type>", "<action>initial-registration</action>");
    String path = register.header("Path").replaceAll("<|;lr.*", "");
    assertThat(answer.header("P-Asserted-Identity")).contains(path);
    lab.registers(wic);
    wic.sends(message("tel:+15550199"));
    lab.core().receives(message());
  }

  @Test
  @Covers("F23")
  void aServingNodeThatSaysNothingIsNotWaitedForLong(Lab lab) {
    lab.with("registration.service-route-timeout", "1s");
    Wic wic = lab.registered(ALICE);

    wic.sends(message("tel:+15550199"));
    lab.core().receives(message());

    wic.receives(504).with("Content-Type", RESTORATION);
  }

  @Test
  @Covers("F23")
  void theRestorationOfTheCoreReachesTheWic(Lab lab) {
    Wic wic = lab.registered(ALICE);
    wic.sends(message("tel:+15550199"));
    lab.core().receives(message());

    lab.core().answers(reply(504).body(RESTORATION, "<ims-3gpp version=\"1\"></ims-3gpp>"));

    assertThat(wic.receives(504).with("Content-Type", RESTORATION).message().body())
        .contains("<ims-3gpp");
  }

  @Test
  @Covers("F24")
  void aNodeThatRestartedSaysThatItsOldFlowsFailed(Lab lab) {
    lab.surviving();
    Wic wic = lab.registered(ALICE);

    lab.restarts();
    lab.core().sends(invite(wic.contact()));
    lab.core().receives(430);
    lab.core().sends(message(wic.contact()));
    lab.core().receives(430);
  }

  @ParameterizedTest
  @CsvSource({"60, 60", ", 120"})
  @Covers("F26")
  void theClientLearnsHowOftenItIsToBeHeard(String fromCore, String told, Lab lab) {
    Reply outbound = reply(200).header("Require", "outbound");

    registers(
            lab,
            lab.wic(ALICE),
            register(),
            fromCore == null ? outbound : outbound.header("Flow-Timer", fromCore))
        .withOnly("Flow-Timer", told);
  }

  @Test
  @Covers("F26")
  void whoDidNotGetOutboundIsNotToldAnyFlowTimer(Lab lab) {
    registers(lab, lab.wic(ALICE), register(), reply(200)).without("Flow-Timer");
  }
}
