// SPDX-License-Identifier: Apache-2.0
package ringway.agw.srtp;

import ringway.agw.rtp.Packet;

/**
 * What a profile does to the packets of one source in one direction, in place and without
 * allocation. One thread at a time.
 */
interface SrtpTransform {
  /** The first bit of the word that ends an RTCP packet: it is encrypted (RFC 3711 §3.4). */
  int ENCRYPTED = 0x80000000;

  /** Of RTCP, what stays in clear: the first header and the sender. */
  int CONTROL_HEADER = 8;

  /** How much longer an RTP packet gets. */
  int overhead();

  /** How much longer an RTCP packet gets. */
  int controlOverhead();

  /**
   * RTP to SRTP.
   *
   * @param index the sequence number and the roll-overs before it
   */
  void protect(Packet packet, long index);

  /** SRTP to RTP; false when it is not authentic, and spoilt then. */
  boolean unprotect(Packet packet, long index);

  /** RTCP to SRTCP. */
  void protectControl(Packet packet, int index);

  /** The word with the index of an SRTCP packet that is long enough, as it says itself. */
  int controlWord(Packet packet);

  /** SRTCP that says it is encrypted to RTCP; false when it is not authentic, and spoilt then. */
  boolean unprotectControl(Packet packet, int index);

  static SrtpTransform of(SrtpProfile profile, SessionKeys keys) {
    return switch (profile) {
      case SRTP_AEAD_AES_128_GCM -> new AeadTransform(Gcm.of(keys.encryption()), keys.salt());
      case SRTP_AES128_CM_HMAC_SHA1_80 -> new CounterModeTransform(keys);
    };
  }
}
