// SPDX-License-Identifier: Apache-2.0
package ringway.bench.edge;

import java.io.IOException;
import java.util.List;
import java.util.function.UnaryOperator;
import ringway.acceptance.actors.TestWaf;
import ringway.acceptance.peers.FreePort;
import ringway.bench.FunctionProcess;

/** The eP-CSCF as an operator starts it, with the options of {@code ./ringway ep-cscf}. */
final class EpCscfServer implements EdgeServer {
  private final FunctionProcess process;
  private final TestWaf waf;
  private final int port;

  private EpCscfServer(FunctionProcess process, TestWaf waf, int port) {
    this.process = process;
    this.waf = waf;
    this.port = port;
  }

  /**
   * @param remembered verified tokens it remembers at most
   */
  static EpCscfServer start(int corePort, int iqPort, TestWaf waf, String origin, int remembered)
      throws IOException {
    int port = FreePort.next();
    int management = FreePort.next();
    String settings =
        """
        ep-cscf:
          w2: {port: %d, origins: ["%s"], messages-per-second: 1000000, handshakes-per-second: 1000000, max-connections-per-address: 10000}
          mw: {port: %d, entry-point: "sip:127.0.0.1:%d"}
          calls: {max: 100000, max-per-user: 100000, max-per-minute: 100000000}
          registration: {reg-event: false}
          media: {functions: ["ws://127.0.0.1:%d/iq"]}
          management: {port: %d}
          tokens:
            cache-size: %d
            issuers:
              - issuer: "%s"
                jwks-uri: "%s"
                third-party: false
                claims: {impi: impi, impus: impus, wwsf: wwsf}
        logs: {level: warn}
        """
            .formatted(
                port,
                origin,
                FreePort.next(),
                corePort,
                iqPort,
                management,
                remembered,
                waf.issuer(),
                waf.jwksUri());
    FunctionProcess process = FunctionProcess.start("ep-cscf", settings, management);
    return new EpCscfServer(process, waf, port);
  }

  @Override
  public String name() {
    return "eP-CSCF";
  }

  @Override
  public int w2Port() {
    return port;
  }

  @Override
  public boolean idleFirst() {
    return false;
  }

  @Override
  public List<Long> pids() {
    return process.pids();
  }

  @Override
  public long bytesInUse() {
    return process.bytesInUse();
  }

  @Override
  public Credentials credentials(int client, int tokens) {
    return Credentials.Tokens.of(waf, client, tokens, UnaryOperator.identity());
  }

  @Override
  public void close() {
    process.close();
  }
}
