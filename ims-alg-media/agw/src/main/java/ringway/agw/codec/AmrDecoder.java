// SPDX-License-Identifier: Apache-2.0
package ringway.agw.codec;

/** RFC 4867. The library fills what is lost and makes the noise of silence (TS 26.091, 26.092). */
final class AmrDecoder implements SpeechDecoder {
  private final AmrVariant variant;
  private final AmrPayload payloads;
  private final RateRequest told;
  private final AmrState state;
  private final byte[] frame = new byte[AmrVariant.LONGEST_FRAME];
  private final short[] spare;
  private boolean silent;

  /**
   * @param told of what the peer asks of our coder
   */
  AmrDecoder(AmrFormat format, RateRequest told) {
    variant = format.variant();
    payloads = new AmrPayload(format);
    this.told = told;
    spare = new short[variant.samples()];
    state = AmrState.decoder(variant);
  }

  @Override
  public int decode(byte[] payload, int offset, int length, short[] samples) {
    int frames = payloads.begin(payload, offset, length);
    for (int i = 0; i < frames; i++) {
      payloads.next(frame);
      if (!state.decode(frame, samples, i * variant.samples())) {
        return 0;
      }
    }
    if (frames > 0) {
      silent = payloads.isSilent(silent);
      told.heard(payloads.request());
    }
    return frames * variant.samples();
  }

  @Override
  public boolean isSilent() {
    return silent;
  }

  /** What is missing is lost speech after speech, and silence after silence: the library knows. */
  @Override
  public void conceal(byte[] next, int offset, int length, short[] samples, int count) {
    frame[0] = (byte) (AmrVariant.NO_DATA << 3 | 4);
    for (int at = 0; at < count; at += spare.length) {
      state.decode(frame, spare, 0);
      System.arraycopy(spare, 0, samples, at, Math.min(spare.length, count - at));
    }
  }

  @Override
  public void close() {
    state.close();
  }
}
