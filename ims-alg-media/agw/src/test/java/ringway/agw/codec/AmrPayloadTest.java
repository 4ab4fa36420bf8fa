// SPDX-License-Identifier: Apache-2.0
package ringway.agw.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** RFC 4867 §4.3, §4.4, bit by bit. */
class AmrPayloadTest {
  private static AmrFormat format(AmrVariant variant, String parameters) {
    return AmrFormat.of(variant, parameters).orElseThrow();
  }

  /** Groups of bits, as the figures of the RFC draw them; the last octet is padded. */
  private static byte[] octets(String... groups) {
    String bits = String.join("", groups);
    bits += "0".repeat((8 - bits.length() % 8) % 8);
    byte[] octets = new byte[bits.length() / 8];
    for (int i = 0; i < octets.length; i++) {
      octets[i] = (byte) Integer.parseInt(bits.substring(8 * i, 8 * i + 8), 2);
    }
    return octets;
  }

  /** Bits unlike those around them. */
  private static String data(int count, int seed) {
    Random random = new Random(seed);
    StringBuilder bits = new StringBuilder();
    for (int i = 0; i < count; i++) {
      bits.append(random.nextInt(2));
    }
    return bits.toString();
  }

  private static String pad8(String bits) {
    return bits + "0".repeat((8 - bits.length() % 8) % 8);
  }

  private static List<String> read(AmrPayload reader, byte[] payload) {
    byte[] shifted = new byte[payload.length + 7];
    System.arraycopy(payload, 0, shifted, 5, payload.length);
    List<String> frames = new ArrayList<>();
    int count = reader.begin(shifted, 5, payload.length);
    byte[] frame = new byte[AmrVariant.LONGEST_FRAME];
    for (int i = 0; i < count; i++) {
      Arrays.fill(frame, (byte) 0);
      reader.next(frame);
      frames.add(HexFormat.of().formatHex(frame));
    }
    return frames;
  }

  private static String stored(int type, String bits) {
    byte[] frame = new byte[AmrVariant.LONGEST_FRAME];
    frame[0] = (byte) (type << 3 | 4);
    byte[] data = octets(bits);
    System.arraycopy(data, 0, frame, 1, data.length);
    return HexFormat.of().formatHex(frame);
  }

  @Test
  void oneFrameOfAmr74BandwidthEfficient() { // RFC 4867 §4.3.5.1
    AmrPayload reader = new AmrPayload(format(AmrVariant.NARROW, ""));
    String d = data(148, 1);
    byte[] payload = octets("1111", "0", "0100", "1", d);

    assertThat(payload).hasSize(20);
    assertThat(read(reader, payload)).containsExactly(stored(4, d));
    assertThat(reader.request()).isEqualTo(RateRequest.NONE);
  }

  @Test
  void twoFramesOfAmrWbBandwidthEfficient() { // §4.3.5.2
    AmrPayload reader = new AmrPayload(format(AmrVariant.WIDE, ""));
    String d = data(132, 2);
    String g = data(177, 3);
    byte[] payload = octets("0001", "1", "0000", "1", "0", "0001", "1", d, g);

    assertThat(read(reader, payload)).containsExactly(stored(0, d), stored(1, g));
    assertThat(reader.request()).isEqualTo(1);
  }

  @Test
  void framesAlignedToOctetsAndOneThatIsDamaged() { // §4.4.5.1, its shape
    AmrPayload reader = new AmrPayload(format(AmrVariant.NARROW, "octet-align=1"));
    String d = data(118, 4);
    String g = data(148, 5);
    String h = data(95, 6);
    byte[] payload =
        octets(
            "0110", "0000", "1", "0010", "1", "00", "1", "0100", "0", "00", "0", "0000", "1", "00",
            pad8(d), pad8(g), h);

    assertThat(read(reader, payload))
        .containsExactly(
            stored(2, d),
            stored(15, "").substring(0, 2) + stored(15, g).substring(2), // its bits do not count
            stored(0, h));
    assertThat(reader.request()).isEqualTo(6);
  }

  @Test
  void silenceAndNothing() {
    AmrPayload reader = new AmrPayload(format(AmrVariant.WIDE, ""));
    String sid = data(40, 7);

    assertThat(read(reader, octets("1111", "1", "1001", "1", "0", "1111", "1", sid)))
        .containsExactly(stored(9, sid), stored(15, ""));
    assertThat(read(reader, octets("1111", "0", "1110", "1"))).containsExactly(stored(14, ""));
  }

  @ParameterizedTest
  @CsvSource({
    "NARROW, '', f0", // no frame
    "NARROW, '', f24000", // shorter than its mode
    "NARROW, '', f4c0", // type 9: none of ours
    "NARROW, '', f740", // type 14: of AMR-WB
    "WIDE, '', f540", // type 10
    "NARROW, octet-align=1, f024ffff",
    "NARROW, octet-align=1, f0fcfcfcfcfcfcfcfcfcfcfcfc7c", // more than 120 ms
    "NARROW, octet-align=1, f0fc", // and then nothing
  })
  void whatIsNoGoodIsLeft(AmrVariant variant, String parameters, String hex) {
    AmrPayload reader = new AmrPayload(format(variant, parameters));
    byte[] payload = HexFormat.of().parseHex(hex);

    assertThat(reader.begin(payload, 0, payload.length)).isZero();
    assertThat(reader.request()).isEqualTo(RateRequest.NONE);
  }

  @ParameterizedTest
  @EnumSource(AmrVariant.class)
  void whatIsWrittenIsRead(AmrVariant variant) {
    for (String parameters : List.of("", "octet-align=1")) {
      AmrFormat format = format(variant, parameters);
      AmrPayload reader = new AmrPayload(format);
      for (int type = 0; type <= variant.modes(); type++) {
        String frame = stored(type, data(variant.bits(type), 20 + type));
        byte[] payload = new byte[80];
        int length = AmrPayload.write(format, HexFormat.of().parseHex(frame), payload, 3);

        assertThat(read(reader, Arrays.copyOfRange(payload, 3, 3 + length)))
            .as("%s %s", parameters, type)
            .containsExactly(frame);
        assertThat(reader.request()).isEqualTo(RateRequest.NONE);
      }
    }
  }

  @Test
  void aWrittenFrameIsThatOfTheRfc() {
    String d = data(148, 1);
    byte[] payload = new byte[20];

    assertThat(
            AmrPayload.write(
                format(AmrVariant.NARROW, ""), HexFormat.of().parseHex(stored(4, d)), payload, 0))
        .isEqualTo(20);
    assertThat(payload).isEqualTo(octets("1111", "0", "0100", "1", d));
  }
}
