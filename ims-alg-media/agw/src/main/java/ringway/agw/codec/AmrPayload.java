// SPDX-License-Identifier: Apache-2.0
package ringway.agw.codec;

/** The frames of payloads, RFC 4867 §4.3 and §4.4: one channel, in order, without checksums. */
final class AmrPayload {
  private static final int MOST_FRAMES = SpeechDecoder.MAX_MILLIS / 20;

  private final AmrFormat format;
  private final int[] types = new int[MOST_FRAMES];
  private final boolean[] sound = new boolean[MOST_FRAMES];
  private byte[] payload = {};
  private int bit;
  private int frames;
  private int given;
  private int request = RateRequest.NONE;

  AmrPayload(AmrFormat format) {
    this.format = format;
  }

  /** The number of frames; 0 when the payload is no good. */
  int begin(byte[] octets, int offset, int length) {
    payload = octets;
    bit = offset * 8;
    frames = 0;
    given = 0;
    int end = bit + length * 8;
    if (length < 2) {
      return 0;
    }
    int wanted = bits(4);
    pad(4);
    int needed = 0;
    boolean more = true;
    while (more) {
      if (frames == MOST_FRAMES || bit + (format.octetAligned() ? 8 : 6) > end) {
        return 0;
      }
      more = bits(1) != 0;
      types[frames] = bits(4);
      sound[frames] = bits(1) != 0;
      pad(2);
      int size = format.variant().bits(types[frames++]);
      if (size < 0) {
        return 0; // §4.3.2: the whole packet is to be discarded
      }
      needed += format.octetAligned() ? size + 7 & ~7 : size;
    }
    if (bit + needed > end) {
      return 0;
    }
    request = wanted;
    return frames;
  }

  /** What the last good payload asks of our coder. */
  int request() {
    return request;
  }

  /**
   * Whether the last frame describes silence; nothing leaves it as it was.
   *
   * @param before the same of the payload before
   */
  boolean isSilent(boolean before) {
    int last = types[frames - 1];
    return last == AmrVariant.NO_DATA ? before : last == format.variant().modes();
  }

  /** The next frame as files have it (§5.3). One that was damaged on its way says nothing. */
  void next(byte[] frame) {
    int type = types[given];
    int size = format.variant().bits(type);
    boolean good = sound[given++];
    frame[0] = (byte) ((good ? type : AmrVariant.NO_DATA) << 3 | 4);
    for (int i = 0; i < size; i += 8) {
      frame[1 + i / 8] = (byte) (bits(Math.min(8, size - i)) << Math.max(0, 8 - (size - i)));
    }
    pad((8 - (size & 7)) & 7);
  }

  private void pad(int count) {
    if (format.octetAligned()) {
      bit += count;
    }
  }

  /** At most eight. */
  private int bits(int count) {
    int at = bit >> 3;
    int both = (payload[at] & 0xff) << 8 | (at + 1 < payload.length ? payload[at + 1] & 0xff : 0);
    int value = both >> 16 - (bit & 7) - count & (1 << count) - 1;
    bit += count;
    return value;
  }

  /** A payload of one frame that asks for nothing; its length. */
  static int write(AmrFormat format, byte[] frame, byte[] payload, int offset) {
    int head = frame[0] & 0x7c; // type and quality
    int size = format.variant().bits(head >> 3);
    int octets = (size + 7) / 8;
    if (format.octetAligned()) {
      payload[offset] = (byte) (RateRequest.NONE << 4);
      payload[offset + 1] = (byte) head;
      System.arraycopy(frame, 1, payload, offset + 2, octets);
      return 2 + octets;
    }
    int before = RateRequest.NONE << 6 | head >> 2; // ten bits
    payload[offset] = (byte) (before >> 2);
    int length = (10 + size + 7) / 8;
    for (int i = 1; i < length; i++) {
      int next = i <= octets ? frame[i] & 0xff : 0;
      payload[offset + i] = (byte) (before << 6 | next >> 2);
      before = next;
    }
    return length;
  }
}
