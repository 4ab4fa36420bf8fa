// SPDX-License-Identifier: Apache-2.0
package ringway.agw.codec;

import io.github.jaredmdobson.concentus.OpusDecoder;
import io.github.jaredmdobson.concentus.OpusException;
import java.util.Arrays;

/** RFC 6716, RFC 7587. */
final class OpusSpeechDecoder implements SpeechDecoder {
  private static final int LONGEST_OF_SILENCE = 2; // RFC 7587 §3.1.3, RFC 6716 §2.1.9

  private final int sampleRate;
  private OpusDecoder decoder;
  private boolean silent;

  OpusSpeechDecoder(int sampleRate) {
    this.sampleRate = sampleRate;
    decoder = create(sampleRate);
  }

  private static OpusDecoder create(int sampleRate) {
    try {
      return new OpusDecoder(sampleRate, 1); // stereo is mixed down
    } catch (OpusException e) {
      throw new IllegalStateException("Opus does not decode at " + sampleRate, e);
    }
  }

  @Override
  public int decode(byte[] payload, int offset, int length, short[] samples) {
    int most = MAX_MILLIS * sampleRate / 1000;
    silent = length <= LONGEST_OF_SILENCE;
    try {
      return length == 0
          ? 0
          : Math.max(0, decoder.decode(payload, offset, length, samples, 0, most, false));
    } catch (OpusException | RuntimeException _) {
      // Concentus meets hostile payloads with whatever exception comes of it.
      decoder = create(sampleRate);
      return 0;
    }
  }

  @Override
  public boolean isSilent() {
    return silent;
  }

  /** RFC 6716 §2.1.7: the packet after a loss often holds a coarse copy of what is lost. */
  @Override
  public void conceal(byte[] next, int offset, int length, short[] samples, int count) {
    try {
      decoder.decode(next, offset, length, samples, 0, count, length > 0);
    } catch (OpusException | RuntimeException _) {
      decoder = create(sampleRate);
      Arrays.fill(samples, 0, count, (short) 0);
    }
  }
}
