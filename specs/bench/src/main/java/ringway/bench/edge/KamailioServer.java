// SPDX-License-Identifier: Apache-2.0
package ringway.bench.edge;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import ringway.acceptance.actors.DigestAnswer;
import ringway.acceptance.actors.TestWaf;
import ringway.acceptance.actors.TokenDraft;
import ringway.acceptance.peers.FreePort;
import ringway.acceptance.peers.Kamailio;
import ringway.acceptance.peers.PeerProcess;
import ringway.acceptance.peers.Rtpengine;
import ringway.bench.ServerFigures;

/**
 * Kamailio as an edge: a digest or the signature of a token checked there, TS 33.203 annex U
 * towards the registrar.
 */
final class KamailioServer implements EdgeServer {
  private static final int MEGABYTES = 1024;
  private static final int WORKERS = 4;
  private static final String PASSWORD = "correct horse battery";

  private final Kamailio kamailio;
  private final String domain;
  private final Optional<TestWaf> waf;
  private final int port;

  private KamailioServer(Kamailio kamailio, String domain, Optional<TestWaf> waf, int port) {
    this.kamailio = kamailio;
    this.domain = domain;
    this.waf = waf;
    this.port = port;
  }

  /**
   * @param waf whose tokens are verified; a digest is without one
   */
  static KamailioServer start(int corePort, String domain, String origin, Optional<TestWaf> waf) {
    return start(corePort, domain, origin, waf, Optional.empty());
  }

  /** One that checks digests, takes calls, too, and has rtpengine carry their media. */
  static KamailioServer withMedia(int corePort, String domain, String origin, Rtpengine media) {
    return start(corePort, domain, origin, Optional.empty(), Optional.of(media));
  }

  private static KamailioServer start(
      int corePort,
      String domain,
      String origin,
      Optional<TestWaf> waf,
      Optional<Rtpengine> media) {
    int port = FreePort.next();
    Map<String, String> definitions =
        new HashMap<>(
            Map.of(
                "W2_PORT",
                Integer.toString(port),
                "MW_PORT",
                Integer.toString(FreePort.next()),
                "CORE",
                "\"sip:127.0.0.1:" + corePort + "\"",
                "DOMAIN",
                '"' + domain + '"',
                "ORIGIN",
                '"' + origin + '"',
                "WORKERS",
                Integer.toString(WORKERS)));
    waf.ifPresentOrElse(
        signer -> definitions.put("TOKEN_KEY", '"' + keyFile(signer).toString() + '"'),
        () -> definitions.put("PASSWORD", '"' + PASSWORD + '"'));
    media.ifPresent(engine -> definitions.put("RTPENGINE", '"' + engine.address() + '"'));
    return new KamailioServer(
        Kamailio.start("kamailio-edge", definitions, MEGABYTES, port), domain, waf, port);
  }

  private static Path keyFile(TestWaf signer) {
    Path file = PeerProcess.folder("kamailio-token").resolve("key.pem");
    try {
      return Files.writeString(file, signer.publicKeyPem());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String name() {
    return waf.isPresent() ? "Kamailio with tokens" : "Kamailio";
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
    return waf.isPresent()
        ? Credentials.Tokens.of(waf.get(), client, tokens, KamailioServer::passport)
        : new Credentials.Digest(
            new DigestAnswer(Registrant.user(client) + "@" + domain, PASSWORD));
  }

  /** Debian's module takes tokens of no other type. */
  private static TokenDraft passport(TokenDraft token) {
    return token.type("passport");
  }

  @Override
  public void close() {
    kamailio.close();
  }
}
