// SPDX-License-Identifier: Apache-2.0
package ringway.agw.srtp;

import java.nio.ByteBuffer;
import ringway.agw.rtp.Packet;

/** AES_CM_128_HMAC_SHA1_80 (RFC 3711 §4): encrypted, then authenticated with a short tag. */
final class CounterModeTransform implements SrtpTransform {
  private static final int TAG = 10;
  private static final int WORD = 4;

  private final CounterMode cipher;
  private final HmacSha1 hmac;
  private final byte[] salt;
  private final byte[] iv = new byte[CounterMode.BLOCK];
  private final ByteBuffer ivView = ByteBuffer.wrap(iv);

  CounterModeTransform(SessionKeys keys) {
    cipher = new CounterMode(keys.encryption());
    hmac = new HmacSha1(keys.authentication());
    salt = keys.salt();
  }

  @Override
  public int overhead() {
    return TAG;
  }

  @Override
  public int controlOverhead() {
    return TAG + WORD;
  }

  @Override
  public void protect(Packet packet, long index) {
    encrypt(packet, packet.payloadOffset(), packet.ssrc(), index);
    packet.append(authentication(packet, rollOvers(index)), TAG);
  }

  @Override
  public boolean unprotect(Packet packet, long index) {
    packet.setLength(packet.getLength() - TAG);
    boolean authentic = precedes(packet, 0, authentication(packet, rollOvers(index)));
    if (authentic) {
      encrypt(packet, packet.payloadOffset(), packet.ssrc(), index);
    }
    return authentic;
  }

  @Override
  public void protectControl(Packet packet, int index) {
    encrypt(packet, CONTROL_HEADER, packet.rtcpSender(), index);
    byte[] tag = authentication(packet, index | ENCRYPTED);
    packet.append(index | ENCRYPTED);
    packet.append(tag, TAG);
  }

  @Override
  public int controlWord(Packet packet) {
    return packet.int32(packet.getLength() - TAG - WORD);
  }

  @Override
  public boolean unprotectControl(Packet packet, int index) {
    packet.setLength(packet.getLength() - TAG - WORD);
    boolean authentic = precedes(packet, WORD, authentication(packet, index | ENCRYPTED));
    if (authentic) {
      encrypt(packet, CONTROL_HEADER, packet.rtcpSender(), index);
    }
    return authentic;
  }

  private static int rollOvers(long index) {
    return (int) (index >>> 16);
  }

  private byte[] authentication(Packet packet, int word) {
    return hmac.of(packet.getBuffer(), packet.getOffset(), packet.getLength(), word);
  }

  /** Whether the tag is what follows the packet, in constant time. */
  private static boolean precedes(Packet packet, int gap, byte[] tag) {
    byte[] bytes = packet.getBuffer();
    int at = packet.getOffset() + packet.getLength() + gap;
    int difference = 0;
    for (int i = 0; i < TAG; i++) {
      difference |= bytes[at + i] ^ tag[i];
    }
    return difference == 0;
  }

  /** The same again decrypts. */
  private void encrypt(Packet packet, int header, int ssrc, long index) {
    // RFC 3711 §4.1.1
    ivView.putInt(0, 0).putInt(4, ssrc).putLong(8, index << 16);
    for (int i = 0; i < salt.length; i++) {
      iv[i] ^= salt[i];
    }
    int from = packet.getOffset() + header;
    cipher.apply(iv, packet.getBuffer(), from, packet.getLength() - header);
  }
}
