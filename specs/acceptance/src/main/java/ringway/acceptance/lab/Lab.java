// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.lab;

import static ringway.acceptance.sip.Words.register;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import ringway.acceptance.actors.MediaPeer;
import ringway.acceptance.actors.Patience;
import ringway.acceptance.actors.RawWebSocket;
import ringway.acceptance.actors.RtpPhone;
import ringway.acceptance.actors.ScriptedCore;
import ringway.acceptance.actors.Subscriber;
import ringway.acceptance.actors.TestWaf;
import ringway.acceptance.actors.Wic;
import ringway.acceptance.peers.FreePort;
import ringway.imscore.ImsCore;
import ringway.imscore.ImsCoreConfig;
import ringway.runtime.ladder.Ladder;

/** A real eP-CSCF and media function between scripted WICs, a scripted core and a test WAF. */
public final class Lab implements Stage {
  /** The one web origin the eP-CSCF of a lab trusts. */
  public static final String ORIGIN = "https://phone.example.net";

  private final Ladder ladder = new Ladder();
  private final Parts parts = new Parts();
  private final ScriptedCore core = parts.add(ScriptedCore.start(ladder));
  private final TestWaf waf = parts.add(TestWaf.start(ladder));
  private final Settings settings = new Settings("ep-cscf");
  private final Settings mediaSettings = new Settings("media");
  private final Map<String, Object> issuer = new HashMap<>(Gateway.issuer(waf));
  private final List<MediaNode> media = new ArrayList<>();
  private int mediaFunctions = 1;
  private Optional<Gateway> running = Optional.empty();

  Lab() {
    core.fencedBy(this::fence);
  }

  /** A setting of the eP-CSCF, before anything has made it start. */
  public Lab with(String key, Object value) {
    requireNotRunning();
    settings.with(key, value);
    return this;
  }

  /** A lab core that knows Alice, to stand where the scripted one would; whoever asked ends it. */
  public static ImsCore realCore() {
    return ImsCore.start(
        new Settings("ims-core")
            .with("port", 0)
            .with("management.port", FreePort.next())
            .with(
                "subscribers",
                List.of(Map.of("impi", Subscriber.ALICE.impi(), "impus", Subscriber.ALICE.impus())))
            .bind(ImsCoreConfig.class));
  }

  /** A setting of the media function, before anything has made it start. */
  public Lab withMedia(String key, Object value) {
    requireNotRunning();
    mediaSettings.with(key, value);
    return this;
  }

  /** So many media functions, alike. */
  public Lab withMediaFunctions(int count) {
    requireNotRunning();
    mediaFunctions = count;
    return this;
  }

  /** The media functions, in no order. */
  public List<MediaNode> mediaFunctions() {
    return running().media();
  }

  private void requireNotRunning() {
    if (running.isPresent()) {
      throw new IllegalStateException("the functions run already");
    }
  }

  /** W2 over TLS. */
  public Lab withTls() {
    return with("w2.tls.mode", "self-signed");
  }

  /** The WAF is not the operator's own (TS 33.203 X.4.2.3). */
  public Lab withThirdPartyWaf() {
    return withIssuer("third-party", true);
  }

  /** What the eP-CSCF is told of the WAF, before anything has made it start. */
  public Lab withIssuer(String key, Object value) {
    requireNotRunning();
    issuer.put(key, value);
    return this;
  }

  /** A restart of the eP-CSCF finds its own flow tokens again, at the same port of Mw. */
  public Lab surviving() {
    try {
      Path key = Files.createTempFile("ringway-flow-token", ".key");
      parts.add(() -> Files.deleteIfExists(key));
      Files.writeString(key, "one key for every start of this node");
      return with("flow-token-key", "file:" + key).with("mw.port", FreePort.next());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The eP-CSCF ends, with every connection, and starts anew. */
  public void restarts() {
    ladder.step("the eP-CSCF restarts");
    running().epCscf().close();
    running = Optional.empty();
    mediaFunctions = 0; // they go on
    running();
  }

  private Gateway running() {
    if (running.isEmpty()) {
      // A subscription for each registration would stand between the lines of most scripts.
      settings.withDefault("registration.reg-event", false);
      for (int i = 0; i < mediaFunctions; i++) {
        media.add(parts.add(MediaNode.start(mediaSettings)));
      }
      running =
          Optional.of(
              Gateway.start(parts, settings, media, "sip:127.0.0.1:" + core.port(), issuer));
    }
    return running.get();
  }

  @Override
  public Ladder ladder() {
    return ladder;
  }

  public ScriptedCore core() {
    return core;
  }

  public TestWaf waf() {
    return waf;
  }

  /** A valid token. */
  public String token(Subscriber user) {
    return waf.token(user).text();
  }

  public URI w2() {
    return running().w2();
  }

  /** Port of the eP-CSCF on Mw, UDP and TCP. */
  public int mwPort() {
    return running().epCscf().mwPort();
  }

  public Metrics epCscfMetrics() {
    return running().epCscfMetrics();
  }

  public Metrics mediaMetrics() {
    return running().mediaMetrics();
  }

  /** An open connection, nothing sent. */
  public Wic wic(Subscriber user) {
    return parts.add(Wic.connect(ladder, user, w2(), Optional.empty()));
  }

  /** A handshake by hand. */
  public RawWebSocket raw(Map<String, String> headers) {
    return parts.add(RawWebSocket.open(ladder, w2(), headers));
  }

  public RtpPhone phone() {
    return parts.add(RtpPhone.open(ladder));
  }

  /** The media stack of that user's browser. */
  public MediaPeer browser(Subscriber user, Integer... profiles) {
    return parts.add(MediaPeer.open(ladder, user, profiles));
  }

  /** A WIC that has registered. */
  public Wic registered(Subscriber user) {
    Wic wic = wic(user);
    registers(wic);
    return wic;
  }

  /** Registers, or registers again, with a fresh token. */
  public void registers(Wic wic) {
    wic.sends(register().bearer(token(wic.subscriber())));
    core.receives(register().inCall(wic.registrationCallId()));
    core.answers(200);
    wic.receives(200);
  }

  /** Waits until neither the eP-CSCF nor the media function holds a call. */
  public void mediaIsFree() {
    ladder.step("the media is freed");
    try {
      Awaitility.await()
          .atMost(Patience.LIMIT)
          .until(
              () ->
                  epCscfMetrics().sum("ringway_calls") == 0
                      && mediaFunctions().stream().mapToInt(MediaNode::calls).sum() == 0);
    } catch (ConditionTimeoutException _) {
      throw ladder.failure("a call or its media is still held");
    }
  }

  private void fence() {
    registered(Subscriber.FENCE).close();
  }

  @Override
  public void close() {
    parts.close();
  }
}
