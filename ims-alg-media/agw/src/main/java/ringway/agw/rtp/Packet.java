// SPDX-License-Identifier: Apache-2.0
package ringway.agw.rtp;

import java.nio.ByteBuffer;

/**
 * One datagram in a buffer that is used again for the next: received, changed in place, sent.
 * Belongs to one thread.
 */
public final class Packet {
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

  boolean hasExtension() {
    return (at(0) & 0x10) != 0;
  }

  /** Of the header extension there is. */
  int extensionProfile() {
    return uint16(extensionOffset() - 4);
  }

  /** Where its elements begin. */
  int extensionOffset() {
    return RTP_HEADER + (at(0) & 0x0f) * 4 + 4;
  }

  void put(int index, int value) {
    bytes[offset + index] = (byte) value;
  }

  /**
   * Takes the header extension there is out of an RTP packet (RFC 3550 §5.3.1). The fixed header
   * moves up to the payload.
   */
  void stripExtension() {
    int header = RTP_HEADER + (at(0) & 0x0f) * 4;
    int extension = 4 + uint16(header + 2) * 4;
    System.arraycopy(bytes, offset, bytes, offset + extension, header);
    offset += extension;
    length -= extension;
    bytes[offset] &= (byte) ~0x10;
  }

  /** Where the payload begins: after the CSRC list and the header extension. */
  public int payloadOffset() {
    int header = RTP_HEADER + (at(0) & 0x0f) * 4;
    return (at(0) & 0x10) == 0 ? header : header + 4 + uint16(header + 2) * 4;
  }

  /** Where the payload ends: before the padding; the beginning when the padding is no good. */
  public int payloadEnd() {
    int padding = (at(0) & 0x20) == 0 ? 0 : at(length - 1);
    return Math.max(payloadOffset(), length - padding);
  }

  /** Begins a packet with the fixed header alone; the payload is put after it. */
  public void begin(int type, boolean marker, int sequence, int timestamp, int ssrc) {
    offset = 0;
    bytes[0] = (byte) 0x80;
    bytes[1] = (byte) (marker ? 0x80 | type : type);
    view.clear().putShort(2, (short) sequence).putInt(4, timestamp).putInt(8, ssrc);
    length = RTP_HEADER;
  }

  /** Makes this a packet of another source, in its numbering. */
  public void renumber(int sequence, int timestamp, int ssrc) {
    view.clear();
    view.putShort(offset + 2, (short) sequence);
    view.putInt(offset + 4, timestamp);
    view.putInt(offset + 8, ssrc);
  }

  public void mark() {
    bytes[offset + 1] |= (byte) 0x80;
  }

  /** Makes this a telephone-event that keeps number and source (RFC 4733 §2.3). */
  public void event(
      int type, boolean marker, int start, int event, boolean end, int volume, int duration) {
    begin(type, marker, sequenceNumber(), start, ssrc());
    bytes[length++] = (byte) event;
    bytes[length++] = (byte) (end ? 0x80 | volume : volume);
    bytes[length++] = (byte) (duration >>> 8);
    bytes[length++] = (byte) duration;
  }

  public void copyOf(Packet other) {
    System.arraycopy(other.bytes, other.offset, bytes, 0, other.length);
    offset = 0;
    length = other.length;
  }

  public boolean marker() {
    return (at(1) & 0x80) != 0;
  }

  /** Of the sender of an RTCP packet. */
  public int rtcpSender() {
    return int32(4);
  }

  /** Octets after the fixed header and the CSRC list; a header extension counts as payload. */
  public int payloadLength() {
    return length - RTP_HEADER - (at(0) & 0x0f) * 4;
  }

  public byte[] getBuffer() {
    return bytes;
  }

  public int getOffset() {
    return offset;
  }

  public int getLength() {
    return length;
  }

  public void setLength(int newLength) {
    length = newLength;
  }

  /** How much can be appended. */
  public int room() {
    return CAPACITY - offset - length;
  }

  /** Where there is room. */
  public void append(int word) {
    view.clear().putInt(offset + length, word);
    length += Integer.BYTES;
  }

  /** Where there is room. */
  public void append(byte[] data, int count) {
    System.arraycopy(data, 0, bytes, offset + length, count);
    length += count;
  }

  /** A part, to the beginning of an array. */
  public void copy(int from, int count, byte[] target) {
    System.arraycopy(bytes, offset + from, target, 0, count);
  }
}
