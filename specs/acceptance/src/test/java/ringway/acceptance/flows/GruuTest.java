// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.flows;

import static org.assertj.core.api.Assertions.assertThat;
import static ringway.acceptance.actors.Subscriber.ALICE;
import static ringway.acceptance.sip.Words.message;
import static ringway.acceptance.sip.Words.register;
import static ringway.acceptance.sip.Words.reply;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import ringway.acceptance.actors.Received;
import ringway.acceptance.actors.ScriptedCore;
import ringway.acceptance.actors.Wic;
import ringway.acceptance.lab.FlowExtension;
import ringway.acceptance.lab.Lab;

/** GRUUs (RFC 5627) are the registrar's: they pass this node both ways. */
@ExtendWith(FlowExtension.class)
class GruuTest {
  private static final String INSTANCE = "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6";
  private static final String PUBLIC = ALICE.impu() + ";gr=" + INSTANCE;
  private static final String TEMPORARY =
      "sip:tgruu.7hs==jd7vnzga5w7fajsc7-ajd6fabz0f8g5@" + "ims.example.net;gr";

  @Test
  void theGruusOfTheRegistrarReachTheWicAndRequestsForThemItsConnection(Lab lab) {
    Wic wic = lab.wic(ALICE);
    ScriptedCore core = lab.core();
    String contact = "<" + wic.contact() + ">;reg-id=1;+sip.instance=\"<" + INSTANCE + ">\"";
    wic.sends(
        register()
            .header("Supported", "path, outbound, gruu")
            .header("Contact", contact)
            .bearer(lab.token(ALICE)));
    Received onward = core.receives(register());
    assertThat(onward.message().values("Supported")).contains("gruu");
    assertThat(onward.header("Contact")).contains("+sip.instance=\"<" + INSTANCE + ">\"");

    core.answers(
        reply(200)
            .header(
                "Contact",
                contact
                    + ";pub-gruu=\""
                    + PUBLIC
                    + "\";temp-gruu=\""
                    + TEMPORARY
                    + "\";expires=600"));

    assertThat(wic.receives(200).header("Contact"))
        .contains("pub-gruu=\"" + PUBLIC + "\"")
        .contains("temp-gruu=\"" + TEMPORARY + "\"");
    reaches(PUBLIC, onward.header("Path"), wic, core);
    reaches(TEMPORARY, onward.header("Path"), wic, core);
  }

  /** By the Path alone: the Request-URI names no connection. */
  private static void reaches(String gruu, String path, Wic wic, ScriptedCore core) {
    core.sends(message(gruu).header("Route", path));
    Received received = wic.receives(message());
    assertThat(received.message().start()).contains(gruu);
    wic.answers(200);
    core.receives(200);
  }

  @Test
  void aWicMayAskForTheGruuOfAnother(Lab lab) {
    Wic wic = lab.registered(ALICE);

    wic.sends(message(ScriptedCore.FAR_USER + ";gr=urn:uuid:1"));

    assertThat(lab.core().receives(message()).message().start()).contains(";gr=urn:uuid:1");
    lab.core().answers(200);
    wic.receives(200);
  }
}
