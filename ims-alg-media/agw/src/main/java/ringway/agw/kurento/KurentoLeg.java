// SPDX-License-Identifier: Apache-2.0
package ringway.agw.kurento;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.kurento.client.CertificateKeyType;
import org.kurento.client.MediaPipeline;
import org.kurento.client.MediaType;
import org.kurento.client.RtpEndpoint;
import ringway.agw.engine.AccessLeg;
import ringway.agw.engine.PlainSide;
import ringway.agw.meter.Drop;
import ringway.agw.rtp.Packet;
import ringway.agw.rtp.PayloadTable;
import ringway.agw.rtp.RtpSession;
import ringway.agw.rtp.RtpSockets;
import ringway.iq.Codec;
import ringway.iq.Configure;
import ringway.iq.MediaFailure;
import ringway.iq.Reserved;
import ringway.iq.SideReport;

/**
 * A WebRTC termination made of one pipeline. Its RtpEndpoint is negotiated once, with one format,
 * and hears one source for the life of the call: it dies of a second one, of another payload type,
 * and of half a minute without packets.
 */
final class KurentoLeg implements AccessLeg, KmsNode.Call {
  /**
   * @param address of our plain end
   * @param longestSilence after which a packet of silence is sent
   * @param longestGap in what Kurento sends while it hears the browser
   */
  record Settings(
      InetAddress address,
      Duration handshakeTime,
      Duration requestTime,
      Duration longestSilence,
      Duration longestGap) {}

  private static final int EVENTS = 256;

  private final String id;
  private final KmsNode node;
  private final Settings settings;
  private final Stream stream;
  private final PlainSide plain;
  private final InOrder events;
  private final MediaPipeline pipeline;
  private volatile BrowserEndpoint current; // written under this
  private Optional<BrowserEndpoint> next = Optional.empty(); // guarded by this
  private Optional<RtpEndpoint> inner = Optional.empty(); // guarded by this
  private Optional<Configure.WebRtcRemote> browser = Optional.empty(); // guarded by this
  private Optional<Codec> spoken = Optional.empty(); // guarded by this; as agreed with Kurento
  private Optional<Codec> wanted = Optional.empty(); // guarded by this; as the browser numbers it
  private volatile Optional<KmsFormat> format = Optional.empty(); // written once, under this
  private volatile boolean gone;
  private final Object sending = new Object(); // held for a packet
  private long lastSent; // guarded by sending
  private boolean begun; // guarded by sending
  private long received; // of the ticks; packets, as of the last one
  private long lastReceived; // of the ticks

  private KurentoLeg(String id, KmsNode node, Settings settings, PlainSide plain, Stream stream) {
    this.id = id;
    this.node = node;
    this.settings = settings;
    this.plain = plain;
    this.stream = stream;
    events = new InOrder("kurento-" + id, EVENTS);
    pipeline = node.createPipeline();
    try {
      pipeline.addErrorListener(
          event -> events.add(() -> stream.failed("kurento: " + event.getDescription())));
      current = browserEndpoint(CertificateKeyType.ECDSA);
    } catch (RuntimeException e) {
      events.close();
      node.release(pipeline);
      throw e;
    }
  }

  /** Whole, or not at all. */
  static KurentoLeg open(
      String id, KmsNode node, Settings settings, RtpSockets sockets, Stream stream) {
    // RTCP that comes is Kurento's own, and says nothing of the browser.
    PlainSide plain = new PlainSide(sockets, stream, false);
    try {
      KurentoLeg leg = new KurentoLeg(id, node, settings, plain, stream);
      node.add(leg);
      return leg;
    } catch (RuntimeException e) {
      plain.close();
      throw KmsNode.failure(e);
    }
  }

  private BrowserEndpoint browserEndpoint(CertificateKeyType certificate) {
    return BrowserEndpoint.open(
        pipeline, certificate, events, stream, settings.handshakeTime(), settings.requestTime());
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public MediaPipeline pipeline() {
    return pipeline;
  }

  @Override
  public Reserved.WebRtcLocal local() {
    return current.local();
  }

  /** Another endpoint, as one negotiates only once; it takes over with the browser's answer. */
  @Override
  public synchronized Reserved.WebRtcLocal restartIce() {
    try {
      BrowserEndpoint made = browserEndpoint(current.otherCertificate());
      next.ifPresent(this::discard);
      next = Optional.of(made);
      return made.local();
    } catch (RuntimeException e) {
      throw node.failed(this, e);
    }
  }

  private void discard(BrowserEndpoint endpoint) {
    endpoint.retire();
    node.release(endpoint.element());
  }

  @Override
  public synchronized List<Codec> carries(List<Codec> codecs) {
    if (!codecs.isEmpty()) {
      Codec preferred = KmsFormat.preferred(codecs);
      wanted = Optional.of(spoken.filter(codecs::contains).orElse(preferred));
      if (format.isEmpty()) {
        format = KmsFormat.like(preferred);
        plain.session().payloads(PayloadTable.of(between()));
      }
    }
    return between();
  }

  private List<Codec> between() {
    return format.map(KmsFormat::inner).stream().toList();
  }

  @Override
  public synchronized void configure(Configure.WebRtcRemote described) {
    Codec codec = wanted.orElseThrow(() -> refused("kurento has to be told the browser's formats"));
    if (next.isEmpty() && browser.isPresent()) {
      if (!browser.get().sameTransport(described)) {
        throw refused("with kurento another description of the browser needs an ICE restart");
      }
      if (!spoken.equals(wanted)) {
        throw refused("with kurento another format of the browser needs an ICE restart");
      }
      return;
    }
    try {
      RtpEndpoint plainEnd = inner.orElseGet(this::negotiatePlainEnd);
      inner = Optional.of(plainEnd);
      BrowserEndpoint taking = next.orElse(current);
      taking.element().connect(plainEnd, MediaType.AUDIO); // in place of the one before
      plainEnd.connect(taking.element(), MediaType.AUDIO);
      taking.answer(described, codec);
      takeOver(taking);
    } catch (RuntimeException e) {
      throw node.failed(this, e);
    }
    browser = Optional.of(described);
    spoken = Optional.of(codec);
  }

  private void takeOver(BrowserEndpoint taking) {
    if (next.isPresent()) {
      BrowserEndpoint before = current;
      current = taking;
      next = Optional.empty();
      plain.newKeys();
      discard(before);
    }
  }

  private RtpEndpoint negotiatePlainEnd() {
    Codec codec = format.orElseThrow().inner();
    RtpEndpoint made = new RtpEndpoint.Builder(pipeline).build();
    made.addErrorListener(
        event -> events.add(() -> stream.failed("kurento: " + event.getDescription())));
    KmsSdp answer =
        KmsSdp.of(
            made.processOffer(
                KmsSdp.plain(settings.address(), plain.port(), plain.rtcpPort(), codec)));
    InetSocketAddress rtp = answer.rtp(node.host(), codec);
    plain.engineAt(rtp, answer.rtcp(node.host()));
    return made;
  }

  private static MediaFailure refused(String message) {
    return new MediaFailure(MediaFailure.Kind.BAD_COMMAND, message);
  }

  @Override
  public Optional<Drop> send(Packet packet) {
    Optional<KmsFormat> agreed = format;
    if (agreed.isEmpty() || packet.payloadType() != agreed.get().inner().payload()) {
      return Optional.of(Drop.NO_TRANSCODING);
    }
    synchronized (sending) {
      begun = true;
      lastSent = System.nanoTime();
      return plain.send(packet);
    }
  }

  /** Reports to the browser are Kurento's; silence lasts no longer than Kurento bears. */
  @Override
  public void tick(Packet scratch, long nowNanos) {
    synchronized (sending) {
      if (begun && nowNanos - lastSent > settings.longestSilence().toNanos()) {
        KmsFormat agreed = format.orElseThrow();
        byte[] frame = agreed.silence();
        scratch.begin(agreed.inner().payload(), false, 0, 0, 0);
        scratch.append(frame, frame.length);
        lastSent = nowNanos;
        plain.send(scratch).ifPresent(stream::dropped);
      }
    }
    watchReception(nowNanos);
  }

  /** Kurento's parts can die between its two ends without a word. */
  private void watchReception(long nowNanos) {
    long packets = plain.session().read().received().packets();
    if (packets != received || !current.flowing()) {
      received = packets;
      lastReceived = nowNanos;
    } else if (nowNanos - lastReceived > settings.longestGap().toNanos()) {
      lastReceived = nowNanos;
      current.nothingComes(settings.longestGap());
    }
  }

  @Override
  public boolean consentLost(long nowNanos) {
    return current.consentLost();
  }

  @Override
  public RtpSession session() {
    return plain.session();
  }

  /** As our own end sees it; what its peer reports is Kurento's view of us, not the browser's. */
  @Override
  public SideReport report() {
    SideReport read = plain.session().read();
    return new SideReport(
        read.codec(),
        read.sent(),
        read.received(),
        read.lost(),
        read.jitterMillis(),
        Optional.empty());
  }

  @Override
  public String iceState() {
    return current.iceState();
  }

  @Override
  public String dtlsState() {
    return current.dtlsState();
  }

  @Override
  public void catchUp() {
    current.catchUp();
  }

  @Override
  public void lost(String reason) {
    gone = true;
    stream.lost(reason);
  }

  @Override
  public void close() {
    events.close();
    current.retire();
    node.remove(this);
    if (!gone) {
      gone = true;
      node.release(pipeline);
    }
    plain.close();
  }
}
