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
  private final byte[] salt;
  private final byte[] iv = new byte[Gcm.IV];
  private final ByteBuffer ivView = ByteBuffer.wrap(iv);
  private final byte[] associated = new byte[CONTROL_HEADER + WORD]; // of RTCP
  private final ByteBuffer associatedView = ByteBuffer.wrap(associated);

  AeadTransform(Gcm gcm, byte[] salt) {
    this.gcm = gcm;
    this.salt = salt;
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
    number(packet.ssrc(), index);
    byte[] bytes = packet.getBuffer();
    gcm.seal(iv, bytes, offset, header, bytes, offset + header, length - header);
    packet.setLength(length + Gcm.TAG);
  }

  @Override
  public boolean unprotect(Packet packet, long index) {
    int header = packet.payloadOffset();
    int offset = packet.getOffset();
    int length = packet.getLength() - Gcm.TAG;
    number(packet.ssrc(), index);
    byte[] bytes = packet.getBuffer();
    packet.setLength(length);
    return gcm.open(iv, bytes, offset, header, bytes, offset + header, length - header);
  }

  @Override
  public void protectControl(Packet packet, int index) {
    int offset = packet.getOffset();
    int length = packet.getLength();
    associate(packet, index | ENCRYPTED);
    number(packet.rtcpSender(), index);
    gcm.seal(
        iv,
        associated,
        0,
        associated.length,
        packet.getBuffer(),
        offset + CONTROL_HEADER,
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
    int offset = packet.getOffset();
    int length = packet.getLength() - WORD - Gcm.TAG;
    associate(packet, index | ENCRYPTED);
    number(packet.rtcpSender(), index);
    packet.setLength(length);
    return gcm.open(
        iv,
        associated,
        0,
        associated.length,
        packet.getBuffer(),
        offset + CONTROL_HEADER,
        length - CONTROL_HEADER);
  }

  /** RFC 7714 §9.2. */
  private void associate(Packet packet, int word) {
    System.arraycopy(packet.getBuffer(), packet.getOffset(), associated, 0, CONTROL_HEADER);
    associatedView.putInt(CONTROL_HEADER, word);
  }

  /** The initialization vector, RFC 7714 §8.1 and §9.1. */
  private void number(int ssrc, long index) {
    ivView.putShort(0, (short) 0).putInt(2, ssrc);
    ivView.putInt(6, (int) (index >>> 16)).putShort(10, (short) index);
    for (int i = 0; i < Gcm.IV; i++) {
      iv[i] ^= salt[i];
    }
  }
}
