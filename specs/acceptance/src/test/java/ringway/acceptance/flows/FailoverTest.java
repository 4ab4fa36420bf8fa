// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.flows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static ringway.acceptance.actors.Subscriber.ALICE;
import static ringway.acceptance.sip.Words.ack;
import static ringway.acceptance.sip.Words.bye;
import static ringway.acceptance.sip.Words.invite;
import static ringway.acceptance.sip.Words.ok;
import static ringway.acceptance.sip.Words.register;
import static ringway.acceptance.sip.Words.reply;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ringway.acceptance.actors.Received;
import ringway.acceptance.actors.ScriptedCore;
import ringway.acceptance.actors.Wic;
import ringway.acceptance.lab.FlowExtension;
import ringway.acceptance.lab.Lab;
import ringway.acceptance.sip.Descriptions;
import ringway.acceptance.sip.Descriptions.BrowserMedia;
import ringway.acceptance.sip.Draft;
import ringway.imscore.ImsCore;

/** Two cores behind one eP-CSCF, of which the first does not do its work (RFC 3263 §4.3). */
@ExtendWith(FlowExtension.class)
class FailoverTest {
  private static final int SOME_PORT = 49_170;

  /** And is watched there by reg-event, whose SUBSCRIBE goes by the entry points as well. */
  private static void registersAt(ImsCore expected, Lab lab) {
    double watched = subscribed(lab);
    Wic wic = lab.wic(ALICE);
    wic.sends(register().bearer(lab.token(ALICE)));
    Received ok = wic.receives(200);
    assertThat(ok.header("Service-Route")).contains(":" + expected.port());
    await().until(() -> subscribed(lab) > watched);
    wic.close();
  }

  private static double subscribed(Lab lab) {
    return lab.epCscfMetrics().sum("ringway_regevent_total", "outcome=\"accepted\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"udp", "tcp"})
  void whenTheFirstCoreStopsTheSecondTakesOver(String transport, Lab lab) {
    try (ImsCore first = Lab.realCore();
        ImsCore second = Lab.realCore()) {
      lab.with("registration.reg-event", true)
          .with("mw.probe.interval", "100ms")
          .with("mw.probe.timeout", "1s")
          .with("mw.entry-points", List.of(entry(first, transport), entry(second, transport)));
      registersAt(first, lab);

      first.close();
      await()
          .untilAsserted(
              () ->
                  assertThat(lab.epCscfMetrics().sum("ringway_mw_servers_down"))
                      .as("noticed by the probe")
                      .isEqualTo(1));

      registersAt(second, lab);
    }
  }

  /** Service-Route names the pair of servers that the entry points are. */
  private static Wic registersAtThePair(Lab lab, ScriptedCore second) {
    String first = "sip:127.0.0.1:" + lab.core().port() + ";lr";
    lab.with("mw.entry-points", List.of(first, "sip:127.0.0.1:" + second.port() + ";lr"));
    Wic wic = lab.wic(ALICE);
    wic.sends(register().bearer(lab.token(ALICE)));
    lab.core().receives(register());
    lab.core().answers(reply(200).header("Service-Route", "<" + first + ">"));
    wic.receives(200);
    return wic;
  }

  private static void callsOverTheSecond(Wic wic, ScriptedCore second) {
    Received invite = second.receives(invite());
    second.answers(180);
    wic.receives(180);
    second.answers(ok().sdp(Descriptions.coreAnswer(SOME_PORT, invite.sdp())));
    wic.receives(200);
    wic.sends(ack());
    second.receives(ack());
    wic.sends(bye());
    second.receives(bye());
    second.answers(200);
    wic.receives(200).answering("BYE");
  }

  @Test
  void aCallThatOneServerRefusesWith503IsMadeThroughTheNext(Lab lab) {
    try (ScriptedCore second = ScriptedCore.start(lab.ladder())) {
      Wic wic = registersAtThePair(lab, second);

      wic.sends(call());
      lab.core().receives(invite());
      lab.core().answers(503);

      callsOverTheSecond(wic, second);
      lab.mediaIsFree();
    }
  }

  @Test
  void aCallThatOneServerLeavesUnansweredIsMadeThroughTheNext(Lab lab) {
    lab.with("registration.service-route-timeout", "1s");
    try (ScriptedCore second = ScriptedCore.start(lab.ladder())) {
      Wic wic = registersAtThePair(lab, second);

      wic.sends(call());
      lab.core().receives(invite());

      callsOverTheSecond(wic, second);
      lab.mediaIsFree();
    }
  }

  @Test
  void aCallThatEveryServerRefusesEndsWithTheWordOfTheLast(Lab lab) {
    try (ScriptedCore second = ScriptedCore.start(lab.ladder())) {
      Wic wic = registersAtThePair(lab, second);

      wic.sends(call());
      lab.core().receives(invite());
      lab.core().answers(503);
      second.receives(invite());
      second.answers(503);

      wic.receives(503);
      lab.mediaIsFree();
    }
  }

  private static Draft call() {
    return invite("tel:+15550199").sdp(Descriptions.browserOffer(BrowserMedia.silent()));
  }

  private static String entry(ImsCore core, String transport) {
    return "sip:127.0.0.1:" + core.port() + ";transport=" + transport;
  }

  /** With the timers of RFC 3261 it would be 32 s. */
  @Test
  void theTimersOfMwAreThoseOfTheSettings(Lab lab) throws SocketException {
    try (DatagramSocket silent = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      lab.with("mw.timers.t1", "20ms")
          .with("mw.timers.t2", "40ms")
          .with("mw.timers.t4", "40ms")
          .with("mw.entry-points", List.of("sip:127.0.0.1:" + silent.getLocalPort()));
      Wic wic = lab.wic(ALICE);

      wic.sends(register().bearer(lab.token(ALICE)));

      wic.receives(504);
    }
  }
}
