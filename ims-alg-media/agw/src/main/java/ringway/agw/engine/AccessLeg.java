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
import ringway.iq.Configure;
import ringway.iq.Feedback;
import ringway.iq.MediaFailure;
import ringway.iq.Reserved;
import ringway.iq.SideReport;

/**
 * The browser's side of one stream: ICE, DTLS and SRTP, done here or by another program. Commands
 * come from threads that may wait; packets are never waited for.
 */
public interface AccessLeg extends AutoCloseable {
  /** The stream a leg belongs to; told from any thread. */
  interface Stream {
    /** An authentic packet, decrypted. Always called by the same thread. */
    void rtpFromAccess(Packet packet, long nowNanos);

    /** The browser is there, by something else than RTP. */
    void heard(long nowNanos);

    /** What the browser wants of what it is sent; on the thread of its packets. */
    void wanted(List<RtcpFeedback> feedback);

    void dropped(Drop reason);

    /**
     * @param remote as {@code address:port}
     */
    void iceConnected(String remote);

    void dtlsUp(String srtpProfile);

    void dtlsClosed();

    void failed(String reason);

    /** What the leg was made of is gone, and with it the whole context. */
    void lost(String reason);
  }

  Reserved.WebRtcLocal local();

  Reserved.WebRtcLocal restartIce();

  void configure(Configure.WebRtcRemote browser);

  /**
   * The formats the browser sends and takes.
   *
   * @return those that pass between this leg and the stream: the same ones, unless it transcodes
   * @throws MediaFailure when it can do nothing with them
   */
  default List<Codec> carries(List<Codec> codecs) {
    session().payloads(PayloadTable.of(codecs));
    return codecs;
  }

  /**
   * Another stream on the same transport (BUNDLE, RFC 8843).
   *
   * @throws MediaFailure when the engine has one stream a call
   */
  default AccessLeg beside(StreamName other, Stream otherStream) {
    throw new MediaFailure(MediaFailure.Kind.BAD_COMMAND, "this engine carries one stream a call");
  }

  /**
   * Asks the browser for what the core wants, on the shard of the core's sockets.
   *
   * @param taken what the browser understands
   */
  default void ask(List<RtcpFeedback> wishes, Set<Feedback> taken, Packet scratch) {}

  /**
   * Sends RTP to the browser; a reason when it did not go. Called by one thread at a time, beside
   * those of other streams on the same transport and beside {@link #tick}.
   */
  Optional<Drop> send(Packet packet);

  /** Every fifth of a second, on the shard of the core's sockets. */
  void tick(Packet scratch, long nowNanos);

  /** Whether the browser was there and no longer consents to be sent to (RFC 7675 §5.1). */
  boolean consentLost(long nowNanos);

  /** What passes on this side is counted here. */
  RtpSession session();

  SideReport report();

  /** {@code waiting} or {@code connected}. */
  String iceState();

  /** As in {@link ringway.iq.Audit.Stream#dtls}. */
  String dtlsState();

  /** Everything is free when this returns; closing twice is no error. */
  @Override
  void close();
}
