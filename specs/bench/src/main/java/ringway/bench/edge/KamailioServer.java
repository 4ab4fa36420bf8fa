// SPDX-License-Identifier: Apache-2.0
package ringway.bench.edge;

import java.util.List;
import java.util.Map;
import ringway.acceptance.actors.DigestAnswer;
import ringway.acceptance.peers.FreePort;
import ringway.acceptance.peers.Kamailio;
import ringway.bench.ServerFigures;

/** Kamailio as an edge: digest checked there, TS 33.203 annex U towards the registrar. */
final class KamailioServer implements EdgeServer {
  private static final int MEGABYTES = 1024;
  private static final int WORKERS = 4;
  private static final String PASSWORD = "correct horse battery";

  private final Kamailio kamailio;
  private final String domain;
  private final int port;

  private KamailioServer(Kamailio kamailio, String domain, int port) {
    this.kamailio = kamailio;
    this.domain = domain;
    this.port = port;
  }

  static KamailioServer start(int corePort, String domain, String origin) {
    int port = FreePort.next();
    return new KamailioServer(
        Kamailio.start(
            "kamailio-edge",
            Map.of(
                "W2_PORT", Integer.toString(port),
                "MW_PORT", Integer.toString(FreePort.next()),
                "CORE", "\"sip:127.0.0.1:" + corePort + "\"",
                "DOMAIN", '"' + domain + '"',
                "ORIGIN", '"' + origin + '"',
                "PASSWORD", '"' + PASSWORD + '"',
                "WORKERS", Integer.toString(WORKERS)),
            MEGABYTES,
            port),
        domain,
        port);
  }

  @Override
  public String name() {
    return "Kamailio";
  }

  @Override
  public int w2Port() {
    return port;
  }

  @Override
  public boolean idleFirst() {
    return true;
  }

  @Override
  public List<Long> pids() {
    return kamailio.pids();
  }

  @Override
  public long bytesInUse() {
    return ServerFigures.residentBytes(pids());
  }

  @Override
  public Credentials credentials(int client, int tokens) {
    return new Credentials.Digest(
        new DigestAnswer(Registrant.user(client) + "@" + domain, PASSWORD));
  }

  @Override
  public void close() {
    kamailio.close();
  }
}
