// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.flows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static ringway.acceptance.actors.Subscriber.ALICE;
import static ringway.acceptance.sip.Words.deregister;
import static ringway.acceptance.sip.Words.message;
import static ringway.acceptance.sip.Words.register;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import ringway.acceptance.actors.Patience;
import ringway.acceptance.actors.Received;
import ringway.acceptance.actors.Subscriber;
import ringway.acceptance.actors.Wic;
import ringway.acceptance.lab.FlowExtension;
import ringway.acceptance.lab.KamailioLab;
import ringway.acceptance.peers.DumpedMessage;
import ringway.acceptance.peers.JsSip;
import ringway.acceptance.sip.Message;

/** Registration by token at a real registrar that trusts the address of the eP-CSCF. */
@ExtendWith(FlowExtension.class)
class KamailioCoreTest {

  private static Wic registered(KamailioLab lab, Subscriber user) {
    Wic wic = lab.wic(user);
    wic.sends(register().bearer(lab.token(user)));
    wic.receives(200);
    return wic;
  }

  /** The home network writes its messages down a moment after it has sent them. */
  private static List<DumpedMessage> seen(KamailioLab lab) {
    return await()
        .atMost(Patience.LIMIT)
        .until(lab::mw, all -> all.stream().anyMatch(m -> m.text().startsWith("SIP/2.0 200 ")));
  }

  private static List<Message> registers(List<DumpedMessage> all) {
    return all.stream()
        .filter(DumpedMessage::received)
        .map(seen -> Message.parse(seen.text()))
        .filter(m -> m.isRequest() && m.method().equals("REGISTER"))
        .toList();
  }

  @Test
  void theWordOfATrustedNodeRegistersWithoutAChallenge(KamailioLab lab) {
    String token = lab.token(ALICE);
    Wic wic = lab.wic(ALICE);

    wic.sends(register().bearer(token));
    wic.receives(200)
        .withOnly("Service-Route", "<sip:orig@127.0.0.1:" + lab.port() + ";lr>")
        .with("P-Associated-URI", "<" + ALICE.impu() + ">")
        .with("P-Associated-URI", "<" + KamailioLab.NUMBER + ">");

    List<DumpedMessage> seen = seen(lab);
    assertThat(registers(seen)).hasSize(1);
    new Received(registers(seen).getFirst(), lab.ladder())
        .withAuthDone(ALICE.impi())
        .with("Path")
        .with("Require", "path");
    assertThat(seen).noneMatch(m -> m.text().contains(token) || m.text().contains("Bearer"));
  }

  @Test
  void aNodeTheHomeNetworkDoesNotTrustGetsNobodyRegistered(KamailioLab lab) {
    lab.withStranger();
    Wic wic = lab.wic(ALICE);

    wic.sends(register().bearer(lab.token(ALICE)));

    wic.receives(403);
    assertThat(lab.epCscfMetrics().sum("ringway_registered_flows")).isZero();
  }

  @Test
  void aRequestComesByThePathOfTheRegistrationToItsConnection(KamailioLab lab) {
    Wic alice = registered(lab, ALICE);
    Wic bob = registered(lab, Subscriber.BOB);

    bob.sends(message(ALICE.impu()).body("text/plain", "hello"));
    alice
        .receives(message())
        .withOnly("P-Asserted-Identity", "<" + Subscriber.BOB.impu() + ">")
        .without("Path");
    alice.answers(200);
    bob.receives(200);
  }

  @Test
  void aRegistrationEndedByTheWicIsNotReachedAnyMore(KamailioLab lab) {
    Wic alice = registered(lab, ALICE);
    Wic bob = registered(lab, Subscriber.BOB);

    alice.sends(deregister().bearer(lab.token(ALICE)));
    alice.receives(200).without("Contact");

    bob.sends(message(ALICE.impu()).body("text/plain", "hello"));
    bob.receives(480);
  }

  @Test
  void aSecondRegistrationOfTheSameConnectionRefreshesItsBinding(KamailioLab lab) {
    Wic wic = registered(lab, ALICE);

    wic.sends(register().bearer(lab.token(ALICE)));

    assertThat(wic.receives(200).message().values("Contact")).hasSize(1);
  }

  @Test
  void jsSipRegistersThereByItsTokenAndLeaves(KamailioLab lab) {
    String told = JsSip.registersAndLeaves(lab.w2(), ALICE.impu(), lab.token(ALICE));

    assertThat(told).contains("registered <" + ALICE.impu() + ">", "unregistered");
    List<Message> registers = registers(seen(lab));
    assertThat(registers).isNotEmpty();
    new Received(registers.getFirst(), lab.ladder()).withAuthDone(ALICE.impi());
  }
}
