// SPDX-License-Identifier: Apache-2.0
package ringway.agw.rtp;

import java.nio.ByteBuffer;
import org.jitsi.utils.ByteArrayBuffer;

/**
 * One datagram in a buffer that is used again for the next: received, changed in place, sent.
 * Belongs to one thread.
 */
public final class Packet implements ByteArrayBuffer {
  /** Room for what any path carries, with the SRTP tag that is appended in place. */
  public static final int CAPACITY = 2048;

  private static final int RTP_HEADER = 12;
  private static final int RTCP_HEADER = 8;

  private final byte[] bytes = new byte[CAPACITY];
  private final ByteBuffer view = ByteBuffer.wrap(bytes);
  private int offset;
  private int length;

  /** The whole buffer, to receive into; {@link #received} must follow. */
  public ByteBuffer toReceive() {
    return view.clear();
  }

  public void received() {
    offset = 0;
    length = view.position();
  }

  public void set(byte[] content) {
    System.arraycopy(content, 0, bytes, 0, content.length);
    offset = 0;
    length = content.length;
  }

  /** The content, to send; valid until the packet changes. */
  public ByteBuffer toSend() {
    return view.limit(offset + length).position(offset);
  }

  public byte[] copy() {
    byte[] copy = new byte[length];
    System.arraycopy(bytes, offset, copy, 0, length);
    return copy;
  }

  /** Unsigned byte at a place. */
  public int at(int index) {
    return bytes[offset + index] & 0xff;
  }

  public int uint16(int index) {
    return at(index) << 8 | at(index + 1);
  }

  public int int32(int index) {
    return uint16(index) << 16 | uint16(index + 2);
  }

  /** RFC 3550 §A.1: version, and lengths that stay inside the packet. */
  public boolean isRtp() {
    if (length < RTP_HEADER || at(0) >>> 6 != 2) {
      return false;
    }
    int header = RTP_HEADER + (at(0) & 0x0f) * 4;
    if ((at(0) & 0x10) != 0) {
      if (length < header + 4) {
        return false;
      }
      header += 4 + uint16(header + 2) * 4;
    }
    return header <= length;
  }

  public boolean isRtcp() {
    return length >= RTCP_HEADER && at(0) >>> 6 == 2 && isRtcpType(at(1));
  }

  /** RFC 5761 §4: what tells RTCP from RTP on one port, and works on encrypted packets. */
  public static boolean isRtcpType(int secondByte) {
    return secondByte >= 192 && secondByte <= 223;
  }

  public int payloadType() {
    return at(1) & 0x7f;
  }

  public void payloadType(int type) {
    bytes[offset + 1] = (byte) (bytes[offset + 1] & 0x80 | type);
  }

  public int sequenceNumber() {
    return uint16(2);
  }

  public int timestamp() {
    return int32(4);
  }

  /** Of an RTP packet. */
  public int ssrc() {
    return int32(8);
  }

  /** Of the sender of an RTCP packet. */
  public int rtcpSender() {
    return int32(4);
  }

  /** Octets after the fixed header and the CSRC list; a header extension counts as payload. */
  public int payloadLength() {
    return length - RTP_HEADER - (at(0) & 0x0f) * 4;
  }

  @Override
  public byte[] getBuffer() {
    return bytes;
  }

  @Override
  public int getOffset() {
    return offset;
  }

  @Override
  public int getLength() {
    return length;
  }

  @Override
  public void setLength(int newLength) {
    length = newLength;
  }

  @Override
  public void setOffset(int newOffset) {
    offset = newOffset;
  }

  @Override
  public boolean isInvalid() {
    return false;
  }

  @Override
  public void readRegionToBuff(int from, int count, byte[] target) {
    System.arraycopy(bytes, offset + from, target, 0, count);
  }

  /** Never needed: the buffer has room for every tag. */
  @Override
  public void grow(int howMuch) {
    if (offset + length + howMuch > CAPACITY) {
      throw new IllegalStateException("packet of " + length + " has no room for " + howMuch);
    }
  }

  @Override
  public void append(byte[] data, int count) {
    grow(count);
    System.arraycopy(data, 0, bytes, offset + length, count);
    length += count;
  }

  @Override
  public void shrink(int count) {
    length -= count;
  }
}
