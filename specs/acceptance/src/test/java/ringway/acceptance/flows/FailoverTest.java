// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.flows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static ringway.acceptance.actors.Subscriber.ALICE;
import static ringway.acceptance.sip.Words.register;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ringway.acceptance.actors.Received;
import ringway.acceptance.actors.Wic;
import ringway.acceptance.lab.FlowExtension;
import ringway.acceptance.lab.Lab;
import ringway.imscore.ImsCore;

/** Two lab cores behind one eP-CSCF, of which the first is stopped (RFC 3263 §4.3). */
@ExtendWith(FlowExtension.class)
class FailoverTest {
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
