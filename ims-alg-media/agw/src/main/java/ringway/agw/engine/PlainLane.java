// SPDX-License-Identifier: Apache-2.0
package ringway.agw.engine;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import ringway.agw.meter.Drop;
import ringway.agw.rtp.Packet;
import ringway.agw.rtp.PayloadTable;
import ringway.agw.rtp.RtcpFeedback;
import ringway.agw.rtp.RtpSession;
import ringway.iq.Codec;
import ringway.iq.Feedback;

/**
 * A picture beside the sound on the plain way to an engine, as both are on one transport towards
 * the browser (RFC 8843), told apart by payload type. Its sources and numbers stay as they are, for
 * feedback speaks of them.
 */
public final class PlainLane implements AutoCloseable {
  private final PlainSide side;
  private final AccessLeg.Stream stream;
  private final RtpSession session;
  private volatile List<Integer> types = List.of();

  PlainLane(PlainSide side, AccessLeg.Stream stream, long reportNanos) {
    this.side = side;
    this.stream = stream;
    session = new RtpSession(reportNanos);
  }

  public RtpSession session() {
    return session;
  }

  public void carries(List<Codec> codecs) {
    session.payloads(PayloadTable.of(codecs));
    types = codecs.stream().map(Codec::payload).toList();
    side.follow();
  }

  List<Integer> types() {
    return types;
  }

  /** Called by one thread at a time, beside that of the sound. */
  public Optional<Drop> send(Packet packet) {
    return side.termination().send(packet, session);
  }

  public void ask(List<RtcpFeedback> wishes, Set<Feedback> taken) {
    session.feedback(wishes, taken).ifPresent(side.termination()::sendControl);
  }

  // --- on the shard of the way ---

  void received(Packet packet, long nowNanos) {
    stream.rtpFromAccess(packet, nowNanos);
  }

  void control(Packet packet, long nowNanos) {
    session.reported(packet, nowNanos);
    List<RtcpFeedback> wanted = session.wanted(packet);
    if (!wanted.isEmpty()) {
      stream.wanted(wanted);
    }
  }

  void tick(long nowNanos) {
    session.report(nowNanos).ifPresent(side.termination()::sendControl);
  }

  @Override
  public void close() {
    side.leave(this);
  }
}
