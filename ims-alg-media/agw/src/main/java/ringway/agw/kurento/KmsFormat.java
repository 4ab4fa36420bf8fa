// SPDX-License-Identifier: Apache-2.0
package ringway.agw.kurento;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import ringway.iq.Codec;
import ringway.iq.MediaFailure;

/**
 * Speech that Kurento takes on both of its endpoints. Not AMR, of which it knows one packing, nor
 * telephone-event, which stops its reception for good.
 */
enum KmsFormat {
  /** Its silence: a frame of CELT that says so (RFC 6716 §4.3). */
  OPUS(new Codec(96, "opus", 48_000, 2, ""), new byte[] {(byte) 0xf8, (byte) 0xff, (byte) 0xfe}),
  PCMU(Codec.of(0, "PCMU", 8000), filled((byte) 0xff)),
  PCMA(Codec.of(8, "PCMA", 8000), filled((byte) 0xd5));

  private final Codec inner;
  private final byte[] silence;

  KmsFormat(Codec inner, byte[] silence) {
    this.inner = inner;
    this.silence = silence;
  }

  /** Of the browser's, the first that Kurento knows, as the browser numbers it. */
  static Codec preferred(List<Codec> browsers) {
    return browsers.stream()
        .filter(codec -> like(codec).isPresent())
        .findFirst()
        .orElseThrow(
            () ->
                new MediaFailure(
                    MediaFailure.Kind.BAD_COMMAND,
                    "kurento knows opus, PCMU and PCMA, the browser's formats are "
                        + browsers.stream()
                            .map(Codec::encoding)
                            .collect(Collectors.joining(", "))));
  }

  static Optional<KmsFormat> like(Codec codec) {
    return Arrays.stream(values()).filter(format -> format.inner.isLike(codec)).findFirst();
  }

  /** Under the number it has between Kurento and us. */
  Codec inner() {
    return inner;
  }

  /** 20 ms in which nothing is heard. */
  byte[] silence() {
    return silence.clone();
  }

  private static byte[] filled(byte octet) {
    byte[] frame = new byte[160]; // 20 ms of G.711
    Arrays.fill(frame, octet);
    return frame;
  }
}
