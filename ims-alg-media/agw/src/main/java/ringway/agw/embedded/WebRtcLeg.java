// SPDX-License-Identifier: Apache-2.0
package ringway.agw.embedded;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import ringway.agw.engine.AccessLeg;
import ringway.agw.engine.StreamName;
import ringway.agw.ice.IceCredentials;
import ringway.agw.meter.Drop;
import ringway.agw.rtp.Packet;
import ringway.agw.rtp.PayloadTable;
import ringway.agw.rtp.RtcpFeedback;
import ringway.agw.rtp.RtpSession;
import ringway.iq.Codec;
import ringway.iq.Configure;
import ringway.iq.Feedback;
import ringway.iq.Reserved;
import ringway.iq.SideReport;

/** The WebRTC termination of one stream: its share of a transport. */
final class WebRtcLeg implements AccessLeg {
  private static final int PICTURE_CLOCK = 90_000; // of all formats (RFC 3551 §5)

  private final AccessParts parts;
  private final Function<IceCredentials, Reserved.WebRtcLocal> describe;
  private final WebRtcTransport transport;
  private final Stream stream;
  private final RtpSession session;
  private volatile List<Integer> types = List.of();
  private volatile Optional<ResendStore> resend = Optional.empty(); // of a picture

  private WebRtcLeg(
      AccessParts parts,
      Function<IceCredentials, Reserved.WebRtcLocal> describe,
      WebRtcTransport transport,
      Stream stream) {
    this.parts = parts;
    this.describe = describe;
    this.transport = transport;
    this.stream = stream;
    session = new RtpSession(parts.reportNanos());
    transport.join(this);
  }

  /** On a transport of its own. */
  static WebRtcLeg open(
      StreamName name,
      AccessParts parts,
      Function<IceCredentials, Reserved.WebRtcLocal> describe,
      Stream stream) {
    return new WebRtcLeg(parts, describe, new WebRtcTransport(name, parts), stream);
  }

  @Override
  public AccessLeg beside(StreamName other, Stream otherStream) {
    return new WebRtcLeg(parts, describe, transport, otherStream);
  }

  @Override
  public void close() {
    transport.leave(this);
  }

  Stream stream() {
    return stream;
  }

  /** The payload types of its packets. */
  List<Integer> types() {
    return types;
  }

  @Override
  public Reserved.WebRtcLocal local() {
    return describe.apply(transport.credentials());
  }

  @Override
  public Reserved.WebRtcLocal restartIce() {
    return describe.apply(transport.restartIce());
  }

  @Override
  public void configure(Configure.WebRtcRemote browser) {
    transport.configure(browser);
  }

  @Override
  public List<Codec> carries(List<Codec> codecs) {
    session.payloads(PayloadTable.of(codecs));
    boolean picture = codecs.stream().anyMatch(codec -> codec.clockRate() == PICTURE_CLOCK);
    if (picture && resend.isEmpty()) {
      resend = Optional.of(new ResendStore());
    }
    types = codecs.stream().map(Codec::payload).toList();
    transport.follow();
    return codecs;
  }

  @Override
  public RtpSession session() {
    return session;
  }

  @Override
  public SideReport report() {
    return session.read();
  }

  @Override
  public String iceState() {
    return transport.iceState();
  }

  @Override
  public String dtlsState() {
    return transport.dtlsState();
  }

  // --- from the browser, on the receiver of the WebRTC port ---

  void received(Packet packet, long now) {
    session.received(packet, now);
    stream.rtpFromAccess(packet, now);
  }

  /** The browser's reports end here: the core gets reports about what we send it. */
  void controlReceived(Packet packet, long now) {
    stream.heard(now);
    session.reported(packet, now);
    List<RtcpFeedback> all = session.wanted(packet);
    Optional<ResendStore> store = resend;
    List<RtcpFeedback> wanted =
        store.isPresent() && !all.isEmpty() ? transport.answer(all, store.get()) : all;
    if (!wanted.isEmpty()) {
      stream.wanted(wanted);
    }
  }

  // --- to the browser, on a shard, and on a thread of the clock ---

  @Override
  public Optional<Drop> send(Packet packet) {
    return transport.sendMedia(packet, session, resend);
  }

  @Override
  public void ask(List<RtcpFeedback> wishes, Set<Feedback> taken, Packet scratch) {
    session.feedback(wishes, taken).ifPresent(feedback -> sendControl(scratch, feedback));
  }

  @Override
  public void tick(Packet scratch, long nowNanos) {
    session.report(nowNanos).ifPresent(report -> sendControl(scratch, report));
  }

  private void sendControl(Packet scratch, byte[] content) {
    if (transport.controlSecured()) {
      scratch.set(content);
      transport.sendControl(scratch).ifPresent(stream::dropped);
    }
  }

  @Override
  public boolean consentLost(long nowNanos) {
    return transport.consentLost(nowNanos);
  }
}
