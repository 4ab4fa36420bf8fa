// SPDX-License-Identifier: Apache-2.0
package ringway.agw.engine;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import ringway.agw.meter.Drop;
import ringway.agw.rtp.Packet;
import ringway.agw.rtp.ReplayGuard;
import ringway.agw.rtp.RtpSession;
import ringway.agw.rtp.RtpSockets;
import ringway.agw.rtp.RtpTermination;
import ringway.agw.rtp.SteadySource;
import ringway.iq.MediaFailure;

/**
 * Our end of the plain RTP to an engine that is another program. Each direction is one source with
 * one numbering for the life of the stream, so what happens in the core, such as forks, transfers
 * and moves, is nothing the engine would have to be told or could stumble over.
 */
public final class PlainSide implements RtpTermination.Owner, AutoCloseable {
  private final RtpSockets sockets;
  private final AccessLeg.Stream stream;
  private final boolean passesReports;
  private final RtpTermination termination;
  private final SteadySource toEngine = new SteadySource(); // of who sends
  private final SteadySource fromEngine = new SteadySource(); // of the shard
  private final long reportNanos;
  private final List<PlainLane> lanes = new CopyOnWriteArrayList<>();
  private volatile ByPayloadType<PlainLane> byType = ByPayloadType.none();
  private volatile ReplayGuard guard = new ReplayGuard(); // used by the shard

  /**
   * @param sockets between us and engines only
   * @param passesReports whether RTCP that comes is the browser's own, and so shows that it is
   *     there
   * @throws MediaFailure when no ports are left
   */
  public PlainSide(RtpSockets sockets, AccessLeg.Stream stream, boolean passesReports) {
    this.sockets = sockets;
    this.stream = stream;
    this.passesReports = passesReports;
    reportNanos = sockets.reportInterval().toNanos();
    termination =
        sockets
            .open(this)
            .orElseThrow(
                () ->
                    new MediaFailure(
                        MediaFailure.Kind.NO_RESOURCES, "no ports towards the engine are left"));
  }

  /** Another stream on the same way. */
  public PlainLane beside(AccessLeg.Stream other) {
    PlainLane lane = new PlainLane(this, other, reportNanos);
    lanes.add(lane);
    return lane;
  }

  void leave(PlainLane lane) {
    lanes.remove(lane);
    follow();
  }

  synchronized void follow() {
    byType = ByPayloadType.of(lanes, PlainLane::types);
  }

  RtpTermination termination() {
    return termination;
  }

  private Optional<PlainLane> laneOf(Packet packet) {
    return byType.get(packet.payloadType());
  }

  public int port() {
    return termination.port();
  }

  public int rtcpPort() {
    return termination.rtcpPort();
  }

  /** Where the engine is; nothing is taken from anywhere else. */
  public void engineAt(InetSocketAddress rtp, InetSocketAddress rtcp) {
    termination.remote(Optional.of(rtp), Optional.of(rtcp));
  }

  /** The browser has other keys, and may begin all its numbers anew. */
  public void newKeys() {
    guard = new ReplayGuard();
  }

  public RtpSession session() {
    return termination.session();
  }

  /** Called by one thread at a time. */
  public Optional<Drop> send(Packet packet) {
    toEngine.renumber(packet, session().timestampClock(packet.payloadType()), System.nanoTime());
    return termination.send(packet);
  }

  @Override
  public Optional<RtpSession> account(Packet packet) {
    return laneOf(packet).map(PlainLane::session);
  }

  @Override
  public void received(Packet packet, long nowNanos) {
    Optional<Drop> replayed = guard.check(packet);
    if (replayed.isPresent()) {
      stream.dropped(replayed.get());
      return;
    }
    Optional<PlainLane> lane = laneOf(packet);
    if (lane.isPresent()) {
      lane.get().received(packet, nowNanos);
      return;
    }
    fromEngine.renumber(packet, session().timestampClock(packet.payloadType()), nowNanos);
    stream.rtpFromAccess(packet, nowNanos);
  }

  @Override
  public void control(Packet packet, long nowNanos) {
    lanes.forEach(lane -> lane.control(packet, nowNanos));
  }

  @Override
  public void reported(long nowNanos) {
    if (passesReports) {
      stream.heard(nowNanos);
    }
  }

  @Override
  public void tick(Packet scratch, long nowNanos) {
    // Those of the sound the termination sends itself.
    lanes.forEach(lane -> lane.tick(nowNanos));
  }

  @Override
  public void dropped(Drop reason) {
    stream.dropped(reason);
  }

  /** The ports are free when this returns; closing twice is no error. */
  @Override
  public void close() {
    sockets.close(termination);
  }
}
