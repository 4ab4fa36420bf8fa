// SPDX-License-Identifier: Apache-2.0
package ringway.bench;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import ringway.waf.Waf;
import ringway.waf.WafConfig;
import ringway.waf.identity.PasswordHash;

/** A real WAF with its store, and WWSFs that ask it over HTTP, one connection each. */
final class WafBench {
  private static final Duration WARM_UP = Duration.ofSeconds(5);
  private static final String USER = "alice";
  private static final String PASSWORD = "correct horse battery";

  private final int connections;
  private final Duration time;
  private final long most;

  /**
   * @param most how many requests are measured at most
   */
  WafBench(int connections, Duration time, long most) {
    this.connections = connections;
    this.time = time;
    this.most = most;
  }

  Measure run(Rounds.Step<LoadWwsf> step) throws Exception {
    Measure measure = new Measure();
    URI issuer = URI.create("http://localhost:" + freePort());
    Path secret = Files.createTempFile("ringway-bench", ".secret");
    Files.writeString(secret, LoadWwsf.SECRET);
    try (Waf _ = Waf.start(config(issuer, secret));
        HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      List<LoadWwsf> all = new ArrayList<>();
      for (int i = 0; i < connections; i++) {
        LoadWwsf one = new LoadWwsf(client, issuer);
        one.signIn(USER, PASSWORD);
        all.add(one);
      }
      Rounds.run(all, step, measure, WARM_UP, most);
      measure.begin();
      Rounds.run(all, step, measure, time, most);
      client.shutdownNow(); // or the WAF waits for its idle connections
    } finally {
      Files.delete(secret);
    }
    return measure;
  }

  private static WafConfig config(URI issuer, Path secret) throws IOException {
    return Settings.of(
        "waf",
        """
        listen: {port: %d}
        management: {port: 0}
        store: {url: "jdbc:h2:mem:"}
        issuer: "%s"
        users:
          - name: %s
            password-hash: "%s"
            impi: alice@ims.example.net
            impus: ["sip:alice@ims.example.net", "tel:+15550101"]
        clients:
          - id: %s
            secret: "file:%s"
            redirect-uris: ["%s"]
            scopes: [openid, ims.register]
            may-introspect: true
        """
            .formatted(
                issuer.getPort(),
                issuer,
                USER,
                PasswordHash.of(PASSWORD).phc(),
                LoadWwsf.ID,
                secret,
                LoadWwsf.CALLBACK),
        WafConfig.class);
  }

  /** The issuer has to be known before the WAF listens, so port 0 cannot be left to it. */
  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
