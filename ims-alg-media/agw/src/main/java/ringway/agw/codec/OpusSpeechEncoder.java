// SPDX-License-Identifier: Apache-2.0
package ringway.agw.codec;

import io.github.jaredmdobson.concentus.OpusApplication;
import io.github.jaredmdobson.concentus.OpusEncoder;
import io.github.jaredmdobson.concentus.OpusException;
import io.github.jaredmdobson.concentus.OpusSignal;

/** RFC 6716, RFC 7587: mono speech with in-band error correction. */
final class OpusSpeechEncoder implements SpeechEncoder {
  private static final int COMPLEXITY = 5; // measured: half the cost of 9, no difference for speech
  private static final int EXPECTED_LOSS_PERCENT = 5;
  private static final int LONGEST = 1275; // RFC 6716 §3.2.1

  private final OpusEncoder encoder;

  OpusSpeechEncoder(int sampleRate) {
    try {
      encoder = new OpusEncoder(sampleRate, 1, OpusApplication.OPUS_APPLICATION_VOIP);
    } catch (OpusException e) {
      throw new IllegalStateException("Opus does not encode at " + sampleRate, e);
    }
    encoder.setSignalType(OpusSignal.OPUS_SIGNAL_VOICE);
    encoder.setComplexity(COMPLEXITY);
    encoder.setBitrate(sampleRate <= 8000 ? 16_000 : 32_000);
    encoder.setUseInbandFEC(true);
    encoder.setPacketLossPercent(EXPECTED_LOSS_PERCENT);
  }

  @Override
  public int encode(short[] samples, int count, byte[] payload, int offset) {
    try {
      return encoder.encode(samples, 0, count, payload, offset, LONGEST);
    } catch (OpusException e) {
      throw new IllegalStateException("Opus does not encode " + count + " samples", e);
    }
  }
}
