// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.flows;

import static org.assertj.core.api.Assertions.assertThat;
import static ringway.acceptance.actors.Subscriber.ALICE;
import static ringway.acceptance.sip.Words.ack;
import static ringway.acceptance.sip.Words.bye;
import static ringway.acceptance.sip.Words.invite;
import static ringway.acceptance.sip.Words.ok;
import static ringway.acceptance.sip.Words.register;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import ringway.acceptance.actors.Received;
import ringway.acceptance.actors.Wic;
import ringway.acceptance.lab.FlowExtension;
import ringway.acceptance.lab.Lab;
import ringway.acceptance.peers.FreePort;
import ringway.acceptance.peers.Sipp;
import ringway.acceptance.sip.Descriptions;
import ringway.acceptance.sip.Descriptions.BrowserMedia;

/** A core, played by SIPp, that refuses, is late, repeats itself, babbles or is hard to reach. */
@ExtendWith(FlowExtension.class)
class MisbehavingCoreTest {

  private static Wic before(int core, Lab lab) {
    return lab.with("mw.entry-point", "sip:127.0.0.1:" + core + ";transport=udp")
        .with("registration.reg-event", false)
        .wic(ALICE);
  }

  @ParameterizedTest
  @CsvSource({
    "302 Moved Temporarily,Contact: <sip:other@ims.example.net>",
    "400 Bad Request,Warning: 399 core \"no\"",
    "403 Forbidden,Warning: 399 core \"no\"",
    "404 Not Found,Warning: 399 core \"no\"",
    "420 Bad Extension,Unsupported: path",
    "423 Interval Too Brief,Min-Expires: 900",
    "439 First Hop Lacks Outbound Support,Warning: 399 core \"no\"",
    "480 Temporarily Unavailable,Retry-After: 7",
    "500 Server Internal Error,Retry-After: 7",
    "503 Service Unavailable,Retry-After: 7",
    "600 Busy Everywhere,Warning: 399 core \"no\"",
    "699 Whatever,Warning: 399 core \"no\""
  })
  void aRefusalReachesTheWicAndRegistersNobody(String status, String more, Lab lab) {
    int port = FreePort.next();
    try (Sipp core = Sipp.waits("core-refuses", port, Map.of("status", status, "more", more))) {
      Wic wic = before(port, lab);

      wic.sends(register().bearer(lab.token(ALICE)));

      Received refusal = wic.receives(Integer.parseInt(status.substring(0, 3)));
      String[] header = more.split(": ", 2);
      assertThat(refusal.message().header(header[0])).contains(header[1]);
      assertThat(lab.epCscfMetrics().sum("ringway_registered_flows")).isZero();
      core.isContent();
    }
  }

  /** Timer E (RFC 3261 §17.1.2.2) repeats the request meanwhile; the WIC sees one answer. */
  @ParameterizedTest
  @ValueSource(strings = {"core-late", "core-loses-answer", "core-repeats", "core-babbles"})
  void theWicGetsTheRightAnswerAndOnlyOnce(String scenario, Lab lab) {
    int port = FreePort.next();
    try (Sipp core = Sipp.waits(scenario, port, Map.of())) {
      Wic wic = before(port, lab);

      wic.sends(register().bearer(lab.token(ALICE)));

      wic.receives(200).answering("REGISTER").with("Service-Route");
      core.isContent();
      // Nothing of the rest came through: the next thing is the answer to the next request.
      wic.sends(register());
      wic.receives(401);
      assertThat(lab.epCscfMetrics().sum("ringway_registered_flows")).isEqualTo(1);
    }
  }

  /** Timers A and E repeat what has no answer (RFC 3261 §17.1); the WIC sees each once. */
  @Test
  void aCallIsSetUpAndEndedOverALinkThatLosesEveryFirstMessage(Lab lab) {
    int port = FreePort.next();
    try (Sipp core = Sipp.waits("core-loses-call", port, Map.of())) {
      Wic wic = lab.wic(ALICE);
      wic.sends(register().bearer(lab.token(ALICE)));
      lab.core().receives(register());
      String route = "<sip:127.0.0.1:" + port + ";transport=udp;lr>";
      lab.core().answers(ok().header("Service-Route", route));
      wic.receives(200).answering("REGISTER");

      wic.sends(
          invite("sip:+15550199@ims.example.net;user=phone")
              .sdp(Descriptions.browserOffer(BrowserMedia.silent())));
      wic.receives(200).answering("INVITE").nowhere("49172");
      wic.sends(ack());
      wic.sends(bye());
      wic.receives(200).answering("BYE");
      core.isContent();
      lab.mediaIsFree();
    }
  }
}
