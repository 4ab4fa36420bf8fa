// SPDX-License-Identifier: Apache-2.0
package ringway.bench.media;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import ringway.acceptance.peers.FreePort;
import ringway.agw.engine.EngineKind;
import ringway.agw.peer.WebRtcPeer;
import ringway.bench.FunctionProcess;
import ringway.bench.ServerFigures;
import ringway.iq.Codec;
import ringway.iq.Configure;
import ringway.iq.Fingerprint;
import ringway.iq.IqClient;
import ringway.iq.Reserve;
import ringway.iq.Reserved;

/** The media function over Iq, with one of its engines. */
final class RingwayMedia implements MediaServer {
  private final EngineKind engine;
  private final EngineServer behind;
  private final FunctionProcess process;
  private final IqClient iq;

  private RingwayMedia(
      EngineKind engine, EngineServer behind, FunctionProcess process, IqClient iq) {
    this.engine = engine;
    this.behind = behind;
    this.process = process;
    this.iq = iq;
  }

  static RingwayMedia start(EngineKind engine, int calls) throws IOException {
    EngineServer behind = EngineServer.start(engine, calls);
    int iqPort = FreePort.next();
    int management = FreePort.next();
    FunctionProcess process =
        FunctionProcess.start(
            "media",
            """
            media:
              engine: %s
              iq: {port: %d}
              management: {port: %d}
              webrtc: {port: 0}
              rtp: {first-port: 0, last-port: 0}
              %s
              inactivity-time: 10m
              max-contexts: 10000
            logs: {level: warn}
            """
                .formatted(
                    engine.name().toLowerCase(Locale.ROOT), iqPort, management, behind.settings()),
            management);
    IqClient iq = IqClient.connect(URI.create("ws://127.0.0.1:" + iqPort + "/iq"));
    return new RingwayMedia(engine, behind, process, iq);
  }

  @Override
  public String name() {
    return "Ringway, engine " + engine.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public List<Long> pids() {
    List<Long> pids = new ArrayList<>(process.pids());
    pids.addAll(behind.pids());
    return pids;
  }

  @Override
  public long bytesInUse() {
    return process.bytesAlive() + ServerFigures.residentBytes(behind.pids());
  }

  @Override
  public LoadedCall call(String id, Arrivals arrivals) {
    return new MediaCall(
        id,
        (name, browser, phone) -> connect(name, browser, phone, behind.codecs(), behind.codecs()),
        new TimedConversation(arrivals));
  }

  @Override
  public LoadedCall transcoded(String id, Arrivals pauses) {
    return new MediaCall(
        id,
        (name, browser, phone) ->
            connect(name, browser, phone, List.of(Speech.OPUS), List.of(Speech.PCMA)),
        new SpokenConversation(pauses));
  }

  private InetSocketAddress connect(
      String id,
      WebRtcPeer browser,
      InetSocketAddress phone,
      List<Codec> access,
      List<Codec> core) {
    Reserved.Stream local =
        iq.reserve(new Reserve(id, List.of(new Reserve.Stream("0", "audio")))).streams().getFirst();
    iq.configure(
        new Configure(
            id,
            "0",
            Optional.of(
                new Configure.WebRtcRemote(
                    browser.ufrag(),
                    browser.pwd(),
                    List.of(new Fingerprint("sha-256", browser.localFingerprint())),
                    Configure.DtlsRole.PASSIVE,
                    List.of((long) Conversation.BROWSERS_SOURCE))),
            Optional.of(
                new Configure.RtpRemote(phone.getAddress().getHostAddress(), phone.getPort(), 0)),
            Configure.Gate.OPEN,
            access,
            core));
    if (engine == EngineKind.KURENTO) {
      browser.answerChecks(); // a full agent
    }
    Reserved.WebRtcLocal webrtc = local.webrtc();
    Reserved.Candidate candidate = webrtc.candidates().getFirst();
    browser.connect(
        new InetSocketAddress(candidate.address(), candidate.port()),
        webrtc.ufrag(),
        webrtc.pwd(),
        webrtc.fingerprint().value(),
        true);
    return new InetSocketAddress(local.rtp().address(), local.rtp().port());
  }

  @Override
  public void close() {
    iq.close();
    process.close();
    behind.stop().run();
  }
}
