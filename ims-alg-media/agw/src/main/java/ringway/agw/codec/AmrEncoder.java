// SPDX-License-Identifier: Apache-2.0
package ringway.agw.codec;

/** RFC 4867: one frame a packet, in the mode the peer asks for where its format allows that. */
final class AmrEncoder implements SpeechEncoder {
  private final AmrFormat format;
  private final RateRequest wanted;
  private final AmrState state;
  private final byte[] frame = new byte[AmrVariant.LONGEST_FRAME];
  private int mode;
  private int frames;

  AmrEncoder(AmrFormat format, RateRequest wanted) {
    this.format = format;
    this.wanted = wanted;
    mode = format.firstMode();
    state = AmrState.encoder(format.variant());
  }

  @Override
  public int encode(short[] samples, int count, byte[] payload, int offset) {
    if (frames++ % format.changePeriod() == 0) {
      follow(wanted.mode());
    }
    return state.encode(mode, samples, frame)
        ? AmrPayload.write(format, frame, payload, offset)
        : 0;
  }

  /** RFC 4867 §4.3.1: what is outside the mode-set is no request. */
  private void follow(int request) {
    if (format.has(request)) {
      mode = format.step(mode, request);
    }
  }

  @Override
  public void close() {
    state.close();
  }
}
