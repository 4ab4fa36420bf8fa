// SPDX-License-Identifier: Apache-2.0
package ringway.agw.meter;

/** Why a packet goes no further; the label {@code reason} of {@code ringway.media.dropped}. */
public enum Drop {
  /** First byte of no protocol that shares the port, RFC 7983 §7. */
  UNKNOWN_PROTOCOL("unknown-protocol"),
  /** DTLS or SRTP from an address without a valid connectivity check, or RTP from a stranger. */
  UNKNOWN_SOURCE("unknown-source"),
  /** Not a well-formed STUN binding request with a right FINGERPRINT. */
  STUN_INVALID("stun-invalid"),
  /** Unknown user or wrong MESSAGE-INTEGRITY. */
  STUN_REFUSED("stun-refused"),
  /** The address serves another stream that is alive. */
  STUN_ADDRESS_TAKEN("stun-address-taken"),
  /** DTLS after a failed handshake or after the end. */
  DTLS_OVER("dtls-over"),
  /** More DTLS than the handshake can read, or too many handshakes at a time. */
  DTLS_BUSY("dtls-busy"),
  /** SRTP before the keys are there and the fingerprint is verified. */
  NO_KEYS("no-keys"),
  /** Wrong authentication tag. */
  SRTP_FORGED("srtp-forged"),
  SRTP_REPLAYED("srtp-replayed"),
  /** Not well-formed RTP or RTCP. */
  RTP_INVALID("rtp-invalid"),
  /** A payload type of none of the streams that share a transport. */
  UNKNOWN_STREAM("unknown-stream"),
  /** A TCP connection more than there may be. */
  TCP_LIMIT("tcp-limit"),
  /** More synchronisation sources than one peer may have. */
  TOO_MANY_SOURCES("too-many-sources"),
  GATE_CLOSED("gate-closed"),
  /** More than was agreed, and more than the headroom above it. */
  OVER_BANDWIDTH("over-bandwidth"),
  /** No way from this format to one of the other side, or nothing it can become there. */
  NO_TRANSCODING("no-transcoding"),
  /** Speech whose turn was over when it came. */
  TOO_LATE("too-late"),
  /** Where to send is not known yet, or no longer allowed. */
  NO_DESTINATION("no-destination"),
  /** The system refused the packet. */
  SEND_FAILED("send-failed"),
  /** A defect of ours; the log has it once. */
  INTERNAL("internal");

  private final String label;

  Drop(String label) {
    this.label = label;
  }

  public String label() {
    return label;
  }
}
