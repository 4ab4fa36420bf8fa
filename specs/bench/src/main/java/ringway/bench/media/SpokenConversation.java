// SPDX-License-Identifier: Apache-2.0
package ringway.bench.media;

import java.nio.ByteBuffer;
import java.util.List;
import ringway.iq.Codec;

/**
 * Speech over and over, Opus of the browser and PCMA of the phone, and the pauses between the
 * packets made of it: a clock that is late shows in them.
 */
final class SpokenConversation implements Conversation {
  private static final int HEADER = 12;
  private static final List<byte[]> OPUS = Speech.in(Speech.OPUS);
  private static final List<byte[]> PCMA = Speech.in(Speech.PCMA);

  private final Arrivals pauses;

  SpokenConversation(Arrivals pauses) {
    this.pauses = pauses;
  }

  @Override
  public byte[] ofBrowser(int sequence) {
    return packet(Speech.OPUS, OPUS, sequence, BROWSERS_SOURCE);
  }

  @Override
  public byte[] ofPhone(int sequence) {
    return packet(Speech.PCMA, PCMA, sequence, PHONES_SOURCE);
  }

  private static byte[] packet(Codec codec, List<byte[]> speech, int sequence, int source) {
    byte[] payload = speech.get(sequence % speech.size());
    return ByteBuffer.allocate(HEADER + payload.length)
        .put((byte) 0x80)
        .put((byte) codec.payload())
        .putShort((short) sequence)
        .putInt(sequence * (codec.clockRate() / Speech.FRAMES_A_SECOND))
        .putInt(source)
        .put(payload)
        .array();
  }

  @Override
  public void spoken() {
    pauses.sent(2);
  }

  @Override
  public Ear browser() {
    return new Paces();
  }

  @Override
  public Ear phone() {
    return new Paces();
  }

  private final class Paces implements Ear {
    private long last = System.nanoTime();

    @Override
    public void heard(byte[] packet, int length) {
      pauses.heard(last);
      last = System.nanoTime();
    }
  }
}
