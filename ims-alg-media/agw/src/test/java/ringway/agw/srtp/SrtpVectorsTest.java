// SPDX-License-Identifier: Apache-2.0
package ringway.agw.srtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import ringway.agw.rtp.Packet;

/** The examples that the RFCs print. */
class SrtpVectorsTest {
  private static final byte[] GCM_KEY = hex("000102030405060708090a0b0c0d0e0f");
  private static final byte[] GCM_SALT = hex("517569642070726f2071756f");

  private static byte[] hex(String octets) {
    return HexFormat.of().parseHex(octets.replaceAll("\\s", ""));
  }

  private static Packet packet(String octets) {
    Packet packet = new Packet();
    packet.set(hex(octets));
    return packet;
  }

  private static Stream<Gcm> gcms() {
    return LibcryptoGcm.isPresent()
        ? Stream.of(new LibcryptoGcm(GCM_KEY), new JdkGcm(GCM_KEY))
        : Stream.of(new JdkGcm(GCM_KEY));
  }

  /** RFC 3711 §B.3. */
  @Test
  void sessionKeysAreDerivedAsRfc3711Shows() {
    SrtpKeys.Master master =
        new SrtpKeys.Master(
            hex("e1f97a0d3e018be0d64fa32c06de4139"), hex("0ec675ad498afeebb6960b3aabe6"));
    SessionKeys keys =
        SessionKeys.derive(SrtpProfile.SRTP_AES128_CM_HMAC_SHA1_80, master, SessionKeys.Use.RTP);
    assertThat(keys.encryption()).isEqualTo(hex("c61e7a93744f39ee10734afe3ff7a087"));
    assertThat(keys.salt()).isEqualTo(hex("30cbbc08863d8c85d49db34a9ae1"));
    assertThat(keys.authentication()).isEqualTo(hex("cebe321f6ff7716b6fd4ab49af256a156d38baa4"));
  }

  /** RFC 3711 §B.2, whose salt makes the first counter f0f1…fcfd0000. */
  @Test
  void theKeyStreamIsThatOfRfc3711() {
    CounterMode cipher = new CounterMode(hex("2b7e151628aed2a6abf7158809cf4f3c"));
    byte[] stream = new byte[0xff01 * 16 + 16];
    cipher.apply(hex("f0f1f2f3f4f5f6f7f8f9fafbfcfd0000"), stream, 0, stream.length);
    assertThat(HexFormat.of().formatHex(stream, 0, 48))
        .isEqualTo(
            "e03ead0935c95e80e166b16dd92b4eb4"
                + "d23513162b02d0f72a43a2fe4a5f97ab"
                + "41e95b3bb0a2e8dd477901e4fca894c0");
    assertThat(HexFormat.of().formatHex(stream, 0xfeff * 16, 0xfeff * 16 + 48))
        .isEqualTo(
            "ec8cdf7398607cb0f2d21675ea9ea1e4"
                + "362b7c3c6773516318a077d7fc5073ae"
                + "6a2cc3787889374fbeb4c81b17ba6c44");
  }

  /** RFC 2202 §3, test case 1: the word is its last four octets. */
  @Test
  void theAuthenticationIsThatOfRfc2202() {
    byte[] key = hex("0b".repeat(20));
    byte[] text = "Hi There".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    assertThat(new HmacSha1(key).of(text, 0, 4, 0x68657265))
        .isEqualTo(hex("b617318655057264e28bc0b6fb378c8ef146be00"));
  }

  /** RFC 7714 §16.1.1 and §16.1.3. */
  @ParameterizedTest
  @MethodSource("gcms")
  void rtpIsProtectedAsRfc7714Shows(Gcm gcm) {
    AeadTransform transform = new AeadTransform(gcm, GCM_SALT);
    String clear =
        "8040f17b 8041f8d3 5501a0b2 47616c6c"
            + "69612065 7374206f 6d6e6973 20646976"
            + "69736120 696e2070 61727465 73207472"
            + "6573";
    String secret =
        "8040f17b 8041f8d3 5501a0b2 f24de3a3"
            + "fb34de6c acba861c 9d7e4bca be633bd5"
            + "0d294e6f 42a5f47a 51c7d19b 36de3adf"
            + "8833899d 7f27beb1 6a9152cf 765ee439"
            + "0cce";
    Packet packet = packet(clear);
    transform.protect(packet, 0xf17b);
    assertThat(packet.copy()).isEqualTo(hex(secret));
    assertThat(transform.unprotect(packet, 0xf17b)).isTrue();
    assertThat(packet.copy()).isEqualTo(hex(clear));
    Packet forged = packet(secret);
    forged.getBuffer()[20] ^= 1;
    assertThat(transform.unprotect(forged, 0xf17b)).isFalse();
    assertThat(transform.unprotect(packet(secret), 0x1f17b)).as("another roll-over").isFalse();
  }

  /** RFC 7714 §17.1 and §17.2. */
  @ParameterizedTest
  @MethodSource("gcms")
  void rtcpIsProtectedAsRfc7714Shows(Gcm gcm) {
    AeadTransform transform = new AeadTransform(gcm, GCM_SALT);
    String clear =
        "81c8000d 4d617273 4e545031 4e545032"
            + "52545020 0000042a 0000e930 4c756e61"
            + "deadbeef deadbeef deadbeef deadbeef"
            + "deadbeef";
    String secret =
        "81c8000d 4d617273 63e94885 dcdab67c"
            + "a727d766 2f6b7e99 7ff5c0f7 6c06f32d"
            + "c676a5f1 730d6fda 4ce09b46 86303ded"
            + "0bb9275b c84aa458 96cf4d2f c5abf872"
            + "45d9eade 800005d4";
    Packet packet = packet(clear);
    transform.protectControl(packet, 0x5d4);
    assertThat(packet.copy()).isEqualTo(hex(secret));
    assertThat(transform.controlWord(packet)).isEqualTo(0x800005d4);
    assertThat(transform.unprotectControl(packet, 0x5d4)).isTrue();
    assertThat(packet.copy()).isEqualTo(hex(clear));
  }

  @Test
  void opensslIsUsedWhereItIs() {
    assumeTrue(LibcryptoGcm.isPresent(), "this machine has no libcrypto.so.3");
    assertThat(Gcm.of(GCM_KEY)).isInstanceOf(LibcryptoGcm.class);
  }
}
