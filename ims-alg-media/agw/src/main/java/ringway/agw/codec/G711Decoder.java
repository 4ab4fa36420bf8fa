// SPDX-License-Identifier: Apache-2.0
package ringway.agw.codec;

final class G711Decoder implements SpeechDecoder {
  private static final int RATE = 8000;

  private final G711 law;
  private final Concealment concealment = new Concealment(RATE);

  G711Decoder(G711 law) {
    this.law = law;
  }

  @Override
  public int decode(byte[] payload, int offset, int length, short[] samples) {
    if (length > MAX_MILLIS * RATE / 1000) {
      return 0;
    }
    for (int i = 0; i < length; i++) {
      samples[i] = law.sample(payload[offset + i]);
    }
    concealment.heard(samples, length);
    return length;
  }

  @Override
  public void conceal(byte[] next, int offset, int length, short[] samples, int count) {
    concealment.fill(samples, count);
  }
}
