// SPDX-License-Identifier: Apache-2.0
package ringway.agw.srtp;

import java.nio.ByteBuffer;
import ringway.agw.rtp.Packet;

/**
 * AEAD_AES_128_GCM (RFC 7714): the header is authenticated, the rest encrypted, the tag appended.
 */
final class AeadTransform implements SrtpTransform {
  private static final int WORD = 4;

  private final Gcm gcm;
  private final long saltHigh; // of the initialization vectors
  private final int saltLow;

  AeadTransform(Gcm gcm, byte[] salt) {
    this.gcm = gcm;
    ByteBuffer octets = ByteBuffer.wrap(salt);
    saltHigh = octets.getLong();
    saltLow = octets.getInt();
  }

  @Override
  public int overhead() {
    return Gcm.TAG;
  }

  @Override
  public int controlOverhead() {
    return Gcm.TAG + WORD;
  }

  @Override
  public void protect(Packet packet, long index) {
    int header = packet.payloadOffset();
    int offset = packet.getOffset();
    int length = packet.getLength();
    byte[] bytes = packet.getBuffer();
    gcm.seal(
        ivHigh(packet.ssrc(), index),
        ivLow(index),
        bytes,
        offset,
        header,
        bytes,
        offset + header,
        length - header);
    packet.setLength(length + Gcm.TAG);
  }

  @Override
  public boolean unprotect(Packet packet, long index) {
    int header = packet.payloadOffset();
    int offset = packet.getOffset();
    int length = packet.getLength() - Gcm.TAG;
    byte[] bytes = packet.getBuffer();
    packet.setLength(length);
    return gcm.open(
        ivHigh(packet.ssrc(), index),
        ivLow(index),
        bytes,
        offset,
        header,
        bytes,
        offset + header,
        length - header);
  }

  @Override
  public void protectControl(Packet packet, int index) {
    int length = packet.getLength();
    byte[] associated = associated(packet, index | ENCRYPTED);
    gcm.seal(
        ivHigh(packet.rtcpSender(), index),
        ivLow(index),
        associated,
        0,
        associated.length,
        packet.getBuffer(),
        packet.getOffset() + CONTROL_HEADER,
        length - CONTROL_HEADER);
    packet.setLength(length + Gcm.TAG);
    packet.append(index | ENCRYPTED);
  }

  @Override
  public int controlWord(Packet packet) {
    return packet.int32(packet.getLength() - WORD);
  }

  @Override
  public boolean unprotectControl(Packet packet, int index) {
    int length = packet.getLength() - WORD - Gcm.TAG;
    byte[] associated = associated(packet, index | ENCRYPTED);
    packet.setLength(length);
    return gcm.open(
        ivHigh(packet.rtcpSender(), index),
        ivLow(index),
        associated,
        0,
        associated.length,
        packet.getBuffer(),
        packet.getOffset() + CONTROL_HEADER,
        length - CONTROL_HEADER);
  }

  /** RFC 7714 §9.2. */
  private static byte[] associated(Packet packet, int word) {
    return ByteBuffer.allocate(CONTROL_HEADER + WORD)
        .put(packet.getBuffer(), packet.getOffset(), CONTROL_HEADER)
        .putInt(word)
        .array();
  }

  /** RFC 7714 §8.1 and §9.1: two octets of zero, the source, the index in six octets. */
  private long ivHigh(int ssrc, long index) {
    return saltHigh ^ (Integer.toUnsignedLong(ssrc) << 16 | index >>> 32);
  }

  private int ivLow(long index) {
    return saltLow ^ (int) index;
  }
}
