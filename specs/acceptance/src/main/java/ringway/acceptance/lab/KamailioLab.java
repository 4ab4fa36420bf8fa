// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.lab;

import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import ringway.acceptance.actors.MediaPeer;
import ringway.acceptance.actors.Subscriber;
import ringway.acceptance.actors.TestWaf;
import ringway.acceptance.actors.Wic;
import ringway.acceptance.peers.DumpedMessage;
import ringway.acceptance.peers.FreePort;
import ringway.acceptance.peers.Kamailio;
import ringway.acceptance.sip.Message;
import ringway.runtime.ladder.Actor;
import ringway.runtime.ladder.Ladder;

/**
 * A real eP-CSCF and media function before a real Kamailio as home network, which trusts the
 * address of the eP-CSCF. Skips the flow where Kamailio is not installed.
 */
public final class KamailioLab implements Stage {
  /** The second identity of whoever registers there. */
  public static final String NUMBER = Subscriber.ALICE.impus().getLast();

  /** Password of everyone where the home network challenges. */
  public static final String PASSWORD = "correct horse battery";

  private static final String TRUSTED = "127.0.0.11";
  private static final String STRANGER = "127.0.0.12";
  private static final int MEGABYTES = 32;

  private record Running(Kamailio kamailio, Gateway gateway) {}

  private final Ladder ladder = new Ladder();
  private final Parts parts = new Parts();
  private final TestWaf waf = parts.add(TestWaf.start(ladder));
  private final Settings settings = new Settings("ep-cscf").with("mw.host", TRUSTED);
  private final Map<String, String> definitions = new HashMap<>();
  private final int port = FreePort.next();
  private final int farPhone = FreePort.next();
  private Optional<Running> running = Optional.empty();

  KamailioLab() {
    definitions.put("PORT", Integer.toString(port));
    definitions.put("TRUSTED", quoted(TRUSTED));
    definitions.put("DOMAIN", quoted(Subscriber.DOMAIN));
    definitions.put("NUMBER", NUMBER);
    definitions.put("PEER", quoted("sip:127.0.0.1:" + farPhone));
  }

  private static String quoted(String text) {
    return '"' + text + '"';
  }

  /** A setting of the eP-CSCF, before anything has made it start. */
  public KamailioLab with(String key, Object value) {
    settings.with(key, value);
    return this;
  }

  /** The eP-CSCF speaks from an address the home network does not trust. */
  public KamailioLab withStranger() {
    return with("mw.host", STRANGER);
  }

  /** The home network challenges whoever no trusted node vouches for (RFC 7616). */
  public KamailioLab withDigest(String algorithm) {
    definitions.put("WITH_DIGEST", "");
    definitions.put("ALGORITHM", quoted(algorithm));
    definitions.put("PASSWORD", quoted(PASSWORD));
    return this;
  }

  private Running running() {
    if (running.isEmpty()) {
      Kamailio kamailio = parts.add(Kamailio.start("kamailio-core", definitions, MEGABYTES, port));
      Gateway gateway =
          Gateway.start(
              parts, settings, new Settings("media"), "sip:127.0.0.1:" + port, Gateway.issuer(waf));
      running = Optional.of(new Running(kamailio, gateway));
    }
    return running.get();
  }

  @Override
  public Ladder ladder() {
    return ladder;
  }

  /** Where the home network takes SIP, UDP and TCP. */
  public int port() {
    return port;
  }

  /** Where it expects a phone for every number that is not registered. */
  public int farPhonePort() {
    return farPhone;
  }

  public URI w2() {
    return running().gateway().w2();
  }

  public Metrics epCscfMetrics() {
    return running().gateway().epCscfMetrics();
  }

  /** A valid token. */
  public String token(Subscriber user) {
    return waf.token(user).text();
  }

  /** An open connection, nothing sent. */
  public Wic wic(Subscriber user) {
    return parts.add(Wic.connect(ladder, user, w2(), Optional.empty()));
  }

  /** The media stack of that user's browser. */
  public MediaPeer browser(Subscriber user) {
    return parts.add(MediaPeer.open(ladder, user));
  }

  /** What passed between the eP-CSCF and the home network so far. */
  public List<DumpedMessage> mw() {
    return running().kamailio().messages().stream()
        .filter(m -> m.peer().startsWith(TRUSTED + ":") || m.peer().startsWith(STRANGER + ":"))
        .toList();
  }

  @Override
  public void close() {
    try {
      if (running.isPresent()) {
        mw().forEach(this::record);
      }
    } finally {
      parts.close();
    }
  }

  private void record(DumpedMessage seen) {
    ladder.record(
        seen.at(),
        seen.received() ? Actor.EP_CSCF : Actor.CORE,
        seen.received() ? Actor.CORE : Actor.EP_CSCF,
        Message.parse(seen.text()).title(),
        seen.text());
  }
}
