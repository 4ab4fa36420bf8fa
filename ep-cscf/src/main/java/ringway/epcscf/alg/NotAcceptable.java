// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.alg;

/** A sound description that this gateway cannot serve: 488 towards its sender. */
public final class NotAcceptable extends RuntimeException {
  private static final long serialVersionUID = 1;

  public enum Reason {
    /** No audio stream that is live and of a transport known here. */
    NO_AUDIO,
    /** Nothing both sides speak, and nothing that can be made of it. */
    NO_COMMON_CODEC,
    /** No usable fingerprint or DTLS role (RFC 8842). */
    NO_DTLS,
    /** No usable ICE credentials (RFC 8839). */
    NO_ICE,
    /** RTP and RTCP cannot share a port (RFC 5761). */
    NO_RTCP_MUX,
    /** An address that is no unicast IP address of our family. */
    ADDRESS,
    /** An answer that does not fit its offer (RFC 3264 §6). */
    ANSWER_UNLIKE_OFFER
  }

  private final Reason reason;

  NotAcceptable(Reason reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
