// SPDX-License-Identifier: Apache-2.0
package ringway.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import ringway.acceptance.actors.Subscriber;
import ringway.acceptance.actors.TestWaf;
import ringway.agw.MediaFunction;
import ringway.epcscf.EpCscf;
import ringway.epcscf.EpCscfConfig;
import ringway.runtime.ladder.Ladder;

/**
 * A real eP-CSCF and media function between many browsers' worth of load and a core that agrees.
 */
final class SignallingBench {
  private static final Duration WARM_UP = Duration.ofSeconds(10);
  private static final String ORIGIN = "http://localhost:8080";

  private final int connections;
  private final Duration time;

  SignallingBench(int connections, Duration time) {
    this.connections = connections;
    this.time = time;
  }

  Measure run(Rounds.Step<LoadWic> step) throws Exception {
    Measure measure = new Measure();
    try (AnsweringCore core = AnsweringCore.start();
        TestWaf waf = TestWaf.start(new Ladder());
        MediaFunction media = IdleMedia.start();
        EpCscf epCscf = EpCscf.start(epCscfConfig(core, waf, media));
        HttpClient client = HttpClient.newHttpClient()) {
      String token = waf.token(Subscriber.ALICE).text();
      URI w2 = URI.create("ws://127.0.0.1:" + epCscf.w2Port() + "/");
      List<LoadWic> wics = new ArrayList<>();
      for (int i = 0; i < connections; i++) {
        LoadWic wic = new LoadWic(client, w2, ORIGIN, token, i);
        wic.register();
        wics.add(wic);
      }
      Rounds.run(wics, step, measure, WARM_UP, Long.MAX_VALUE);
      measure.begin();
      Rounds.run(wics, step, measure, time, Long.MAX_VALUE);
      wics.forEach(LoadWic::close);
    }
    return measure;
  }

  private static EpCscfConfig epCscfConfig(AnsweringCore core, TestWaf waf, MediaFunction media)
      throws IOException {
    return Settings.of(
        "ep-cscf",
        """
        w2: {port: 0, messages-per-second: 1000000, handshakes-per-second: 1000000}
        calls: {max-per-user: 100000, max-per-minute: 100000000}
        mw: {port: 0, entry-point: "sip:127.0.0.1:%d", probe: {interval: 0s}}
        registration: {reg-event: false}
        media: {functions: ["ws://127.0.0.1:%d/iq"]}
        management: {port: 0}
        tokens:
          issuers:
            - issuer: "%s"
              jwks-uri: "%s"
              third-party: false
              claims: {impi: impi, impus: impus, wwsf: wwsf}
        """
            .formatted(core.port(), media.iqPort(), waf.issuer(), waf.jwksUri()),
        EpCscfConfig.class);
  }
}
