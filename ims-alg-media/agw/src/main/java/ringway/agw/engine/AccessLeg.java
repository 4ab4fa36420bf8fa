// SPDX-License-Identifier: Apache-2.0
package ringway.agw.engine;

import java.util.Optional;
import ringway.agw.meter.Drop;
import ringway.agw.rtp.Packet;
import ringway.agw.rtp.RtpSession;
import ringway.iq.Configure;
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

  /** Sends RTP to the browser; a reason when it did not go. Always called by the same thread. */
  Optional<Drop> send(Packet packet);

  /** Every fifth of a second, on the thread that sends. */
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
