// SPDX-License-Identifier: Apache-2.0
package ringway.agw.rtpengine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import ringway.agw.engine.AccessLeg;
import ringway.agw.engine.EngineSdp;
import ringway.agw.engine.PlainSide;
import ringway.agw.engine.StreamName;
import ringway.agw.meter.Drop;
import ringway.agw.rtp.Packet;
import ringway.agw.rtp.RtpSession;
import ringway.agw.rtp.RtpSockets;
import ringway.iq.Configure;
import ringway.iq.Reserved;
import ringway.iq.SideReport;

/**
 * A WebRTC termination made of one call in rtpengine. For rtpengine we are the caller with plain
 * RTP and the browser is the callee, whichever of them calls in SIP: what it offers is what the
 * browser has to know of it, before anything is known of the browser.
 */
final class RtpengineLeg implements AccessLeg, RtpengineNode.Call {
  static final String BROWSER = "access";
  private static final String US = "core";

  /**
   * @param address of our plain end
   * @param separateRtcp whether browsers without rtcp-mux are served
   */
  record Settings(
      InetAddress address,
      Optional<String> innerInterface,
      Optional<String> outerInterface,
      Duration handshakeTime,
      boolean separateRtcp) {}

  private final String id;
  private final RtpengineNode node;
  private final Settings settings;
  private final Stream stream;
  private final PlainSide plain;
  private final BrowserWatch watch;
  private volatile Reserved.WebRtcLocal local; // written under this
  private Optional<Configure.WebRtcRemote> browser = Optional.empty(); // guarded by this
  private boolean offered = true; // guarded by this; the browser's description is to answer it
  private volatile boolean gone;

  private RtpengineLeg(
      String id, RtpengineNode node, Settings settings, PlainSide plain, Stream stream) {
    this.id = id;
    this.node = node;
    this.settings = settings;
    this.plain = plain;
    this.stream = stream;
    watch = new BrowserWatch(id, node, settings.handshakeTime(), stream);
    local = offer(false);
  }

  /** Whole, or not at all. */
  static RtpengineLeg open(
      String id, RtpengineNode node, Settings settings, RtpSockets sockets, Stream stream) {
    PlainSide plain = new PlainSide(sockets, stream, true);
    try {
      RtpengineLeg leg = new RtpengineLeg(id, node, settings, plain, stream);
      node.add(leg);
      return leg;
    } catch (RuntimeException e) {
      plain.close();
      throw e;
    }
  }

  @Override
  public AccessLeg beside(StreamName other, Stream otherStream) {
    return new RtpenginePicture(this, plain.beside(otherStream));
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public Reserved.WebRtcLocal local() {
    return local;
  }

  @Override
  public synchronized Reserved.WebRtcLocal restartIce() {
    local = offer(true);
    offered = true;
    return local;
  }

  @Override
  public synchronized void configure(Configure.WebRtcRemote described) {
    if (browser.filter(described::sameTransport).isPresent() && !offered) {
      return;
    }
    if (!offered) {
      local = offer(false);
    }
    boolean sameCertificate =
        browser.filter(known -> known.fingerprints().equals(described.fingerprints())).isPresent();
    answer(described);
    browser = Optional.of(described);
    offered = false;
    if (!sameCertificate) {
      plain.newKeys();
      watch.start();
    }
  }

  /**
   * @param anew with new ICE credentials
   */
  private Reserved.WebRtcLocal offer(boolean anew) {
    ObjectNode command =
        between("offer", settings.innerInterface(), settings.outerInterface())
            .put("sdp", NgSdp.plain(settings.address(), plain.port(), plain.rtcpPort()))
            .put("transport-protocol", "UDP/TLS/RTP/SAVPF")
            .put("ICE", "force")
            .put("ICE-lite", "forward");
    command.putArray("rtcp-mux").add(settings.separateRtcp() ? "offer" : "require");
    command.putArray("SDES").add("off"); // RFC 8827 §6.5: DTLS-SRTP alone
    if (anew) {
      command.putArray("flags").add("reset");
    }
    return sdp(node.require(command)).webRtc();
  }

  private void answer(Configure.WebRtcRemote described) {
    if (local.rtcpCandidates().isEmpty()) {
      EngineSdp.requireMux(described);
    }
    ObjectNode command =
        between("answer", settings.outerInterface(), settings.innerInterface())
            .put("to-tag", BROWSER)
            .put("sdp", NgSdp.browser(described))
            .put("transport-protocol", "RTP/AVPF") // with AVP it takes feedback out
            .put("ICE", "remove");
    command.putArray("rtcp-mux").add("demux");
    NgSdp here = sdp(node.require(command));
    plain.engineAt(here.rtp(), here.rtcp());
  }

  private ObjectNode between(String verb, Optional<String> from, Optional<String> to) {
    ObjectNode command = RtpengineNode.about(verb, id).put("from-tag", US);
    if (from.isPresent() && to.isPresent()) {
      command.putArray("direction").add(from.get()).add(to.get());
    }
    return command;
  }

  private static NgSdp sdp(JsonNode answer) {
    return NgSdp.of(answer.path("sdp").asText());
  }

  @Override
  public Optional<Drop> send(Packet packet) {
    return plain.send(packet);
  }

  @Override
  public void tick(Packet scratch, long nowNanos) {
    // Reports to the browser are those the plain side sends: rtpengine passes them on.
  }

  /** What rtpengine knows of consent it does not tell: silence has to. */
  @Override
  public boolean consentLost(long nowNanos) {
    return false;
  }

  @Override
  public RtpSession session() {
    return plain.session();
  }

  /** As our own end sees it: rtpengine's counters hold the browser's RTCP as well. */
  @Override
  public SideReport report() {
    return plain.session().read();
  }

  @Override
  public String iceState() {
    return watch.iceState();
  }

  @Override
  public String dtlsState() {
    return watch.dtlsState();
  }

  @Override
  public void lost(String reason) {
    gone = true;
    stream.lost(reason);
  }

  @Override
  public void close() {
    watch.close();
    if (!gone) {
      gone = true;
      node.delete(this);
    }
    plain.close();
  }
}
