// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.flows;

import static org.assertj.core.api.Assertions.assertThat;
import static ringway.acceptance.actors.Subscriber.ALICE;
import static ringway.acceptance.sip.Words.message;
import static ringway.acceptance.sip.Words.register;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import ringway.acceptance.actors.Received;
import ringway.acceptance.actors.ScriptedCore;
import ringway.acceptance.actors.Wic;
import ringway.acceptance.lab.FlowExtension;
import ringway.acceptance.lab.Lab;
import ringway.acceptance.matrix.Covers;
import ringway.acceptance.sip.Draft;
import ringway.acceptance.sip.Message;

/** What a P-CSCF adds to a REGISTER and takes away: TS 24.229 §5.2.2. */
@ExtendWith(FlowExtension.class)
class MwRegistrationTest {
  private static final String ICID = "icid-value=\"([^\"]+)\".*";

  private static Received registerOnMw(Lab lab, Wic wic, Draft draft) {
    wic.sends(draft.bearer(lab.token(ALICE)));
    Received register = lab.core().receives(register());
    lab.core().answers(200);
    wic.receives(200);
    return register;
  }

  @Test
  @Covers("F01")
  void thePathNamesThisNodeAndTheConnection(Lab lab) {
    Wic wic = lab.wic(ALICE);
    Wic other = lab.wic(ALICE);

    Received one =
        registerOnMw(lab, wic, register())
            .matching("Path", "<sip:[^@]{16,}@127\\.0\\.0\\.1:\\d+;[^>]*\\blr\\b[^>]*>")
            .with("Require", "path");
    Received two = registerOnMw(lab, other, register());

    assertThat(one.header("Path")).isNotEqualTo(two.header("Path"));
  }

  @Test
  @Covers("F01")
  void aForgedPathLeadsNowhere(Lab lab) {
    Wic wic = lab.wic(ALICE);
    ScriptedCore core = lab.core();
    Received register = registerOnMw(lab, wic, register());
    String path = register.header("Path");
    char first = path.charAt(5);
    String forged = path.substring(0, 5) + (first == 'A' ? 'B' : 'A') + path.substring(6);

    core.sends(message(wic.contact()).header("Route", forged));
    core.receives(403);
    core.sends(message(wic.contact()));
    wic.receives(message());
    wic.answers(200);
    core.receives(200);
  }

  @Test
  @Covers("F02")
  void thePathSaysOutboundWhenTheWicAskedForIt(Lab lab) {
    Wic wic = lab.wic(ALICE);

    registerOnMw(lab, wic, register()).matching("Path", "<[^>]*;ob\\b[^>]*>");
    Received without = registerOnMw(lab, wic, register().header("Supported", "path"));

    assertThat(without.header("Path")).doesNotContain(";ob");
  }

  @Test
  @Covers("F03")
  void theVisitedNetworkIsTheConfiguredOne(Lab lab) {
    lab.with("visited-network-id", "visited.example.org");

    registerOnMw(lab, lab.wic(ALICE), register())
        .matching("P-Visited-Network-ID", "\"?visited\\.example\\.org\"?");
  }

  @Test
  @Covers("F04")
  void everyRegisterHasAChargingIdOfItsOwn(Lab lab) {
    Wic wic = lab.wic(ALICE);

    Received one = registerOnMw(lab, wic, register());
    Received two = registerOnMw(lab, wic, register());

    one.matching("P-Charging-Vector", ICID).matching("P-Charging-Vector", ".*orig-ioi=\"?Type 1.*");
    assertThat(one.header("P-Charging-Vector").replaceAll(ICID, "$1"))
        .isNotEqualTo(two.header("P-Charging-Vector").replaceAll(ICID, "$1"));
  }

  @Test
  @Covers({"F05", "F06"})
  void whatOnlyTheNetworkMaySayIsNotTakenFromTheWic(Lab lab) {
    registerOnMw(
            lab,
            lab.wic(ALICE),
            register()
                .header("P-Charging-Vector", "icid-value=\"forged\"")
                .header("P-Visited-Network-ID", "\"forged.example\"")
                .header("P-Asserted-Identity", "<sip:forged@ims.example.net>")
                .header("P-Access-Network-Info", "3GPP-E-UTRAN-FDD;forged=1")
                .header("Route", "<sip:forged.example;lr>")
                .header("Path", "<sip:forged@elsewhere.example;lr>"))
        .nowhere("forged")
        .without("P-Asserted-Identity");
  }

  @Test
  @Covers({"G26"})
  void longMessagesGoByTcpAndShortOnesMayGoByUdp(Lab lab) {
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();

    wic.sends(message("tel:+15550199").body("text/plain", "long ".repeat(400)));
    Received received = core.receives(message());
    core.answers(200);
    wic.receives(200);

    Message long1300 = received.message();
    assertThat(long1300.text().length()).isGreaterThan(1300);
    assertThat(long1300.values("Via").getFirst()).startsWith("SIP/2.0/TCP ");
  }
}
