// SPDX-License-Identifier: Apache-2.0
package ringway.agw.srtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import ringway.agw.meter.Drop;
import ringway.agw.rtp.Packet;

class SrtpSessionTest {
  private static byte[] material(SrtpProfile profile) {
    byte[] material = new byte[profile.keyingMaterialLength()];
    for (int i = 0; i < material.length; i++) {
      material[i] = (byte) i;
    }
    return material;
  }

  private static SrtpSession end(SrtpProfile profile, boolean client) {
    return new SrtpSession(SrtpKeys.split(profile, material(profile), client));
  }

  private static byte[] rtp(int sequence) {
    byte[] packet = new byte[40];
    ByteBuffer.wrap(packet).putShort((short) 0x8008).putShort((short) sequence).putInt(8, 5);
    return packet;
  }

  private static byte[] protect(SrtpSession session, byte[] clear) {
    Packet packet = new Packet();
    packet.set(clear);
    assertThat(session.protect(packet)).isEmpty();
    return packet.copy();
  }

  private static Packet packet(byte[] content) {
    Packet packet = new Packet();
    packet.set(content);
    return packet;
  }

  @Test
  void keysAreOrderedAsRfc5764Says() {
    SrtpKeys client =
        SrtpKeys.split(
            SrtpProfile.SRTP_AES128_CM_HMAC_SHA1_80,
            material(SrtpProfile.SRTP_AES128_CM_HMAC_SHA1_80),
            true);
    assertThat(client.local().key()).startsWith(0, 1).endsWith(15).hasSize(16);
    assertThat(client.remote().key()).startsWith(16).endsWith(31).hasSize(16);
    assertThat(client.local().salt()).startsWith(32).endsWith(45).hasSize(14);
    assertThat(client.remote().salt()).startsWith(46).endsWith(59).hasSize(14);
    assertThat(client.toString()).endsWith("***]");
    SrtpKeys server =
        SrtpKeys.split(
            SrtpProfile.SRTP_AEAD_AES_128_GCM, material(SrtpProfile.SRTP_AEAD_AES_128_GCM), false);
    assertThat(server.remote().salt()).startsWith(32).endsWith(43).hasSize(12);
    assertThat(server.local().salt()).startsWith(44).endsWith(55).hasSize(12);
  }

  @ParameterizedTest
  @EnumSource(SrtpProfile.class)
  void theOtherEndReadsWhatOneProtects(SrtpProfile profile) {
    SrtpSession near = end(profile, true);
    SrtpSession far = end(profile, false);
    for (int sequence = 65_500; sequence < 65_600; sequence++) { // past the roll-over
      byte[] clear = rtp(sequence);
      byte[] secret = protect(near, clear);
      assertThat(secret).hasSizeGreaterThan(clear.length).isNotEqualTo(clear);
      Packet received = packet(secret);
      assertThat(far.unprotect(received)).isEmpty();
      assertThat(received.copy()).isEqualTo(clear);
    }
  }

  @ParameterizedTest
  @EnumSource(SrtpProfile.class)
  void aPacketIsTakenOnceAndOnlyUnchanged(SrtpProfile profile) {
    SrtpSession near = end(profile, true);
    SrtpSession far = end(profile, false);
    byte[] secret = protect(near, rtp(1));
    byte[] forged = secret.clone();
    forged[15] ^= 1;
    assertThat(far.unprotect(packet(forged))).contains(Drop.SRTP_FORGED);
    assertThat(far.unprotect(packet(secret))).isEmpty();
    assertThat(far.unprotect(packet(secret))).contains(Drop.SRTP_REPLAYED);
    for (int sequence = 2; sequence < 100; sequence++) {
      assertThat(far.unprotect(packet(protect(near, rtp(sequence))))).isEmpty();
    }
    assertThat(far.unprotect(packet(secret)))
        .as("older than the window")
        .contains(Drop.SRTP_REPLAYED);
  }

  @ParameterizedTest
  @EnumSource(SrtpProfile.class)
  void aSenderNeverUsesAKeyStreamTwice(SrtpProfile profile) {
    SrtpSession near = end(profile, true);
    protect(near, rtp(1));
    byte[] other = rtp(1);
    other[20] = 9;
    assertThat(near.protect(packet(other))).contains(Drop.SRTP_REPLAYED);
  }

  @ParameterizedTest
  @EnumSource(SrtpProfile.class)
  void controlPacketsAreProtectedTheSameWay(SrtpProfile profile) {
    SrtpSession near = end(profile, true);
    SrtpSession far = end(profile, false);
    byte[] clear = {(byte) 0x80, (byte) 201, 0, 1, 0, 0, 0, 5};
    Packet packet = packet(clear);
    assertThat(near.protectControl(packet)).isEmpty();
    byte[] secret = packet.copy();
    Packet received = packet(secret);
    assertThat(far.unprotectControl(received)).isEmpty();
    assertThat(received.copy()).isEqualTo(clear);
    assertThat(far.unprotectControl(packet(secret))).contains(Drop.SRTP_REPLAYED);
    secret[9] ^= 1;
    assertThat(far.unprotectControl(packet(secret))).isPresent();
  }

  @Test
  void truncatedPacketsAreInvalid() {
    SrtpSession session = end(SrtpProfile.SRTP_AES128_CM_HMAC_SHA1_80, true);
    for (int length = 0; length < 22; length++) {
      byte[] shortOne = new byte[length];
      if (length > 0) {
        shortOne[0] = (byte) 0x80;
      }
      assertThat(session.unprotect(packet(shortOne))).as("length %d", length).isPresent();
    }
  }

  @ParameterizedTest
  @EnumSource(SrtpProfile.class)
  void controlPacketsInClearAreRefused(SrtpProfile profile) {
    SrtpSession near = end(profile, true);
    SrtpSession far = end(profile, false);
    Packet packet = packet(new byte[] {(byte) 0x80, (byte) 201, 0, 1, 0, 0, 0, 5});
    assertThat(near.protectControl(packet)).isEmpty();
    byte[] secret = packet.copy();
    int word = profile == SrtpProfile.SRTP_AEAD_AES_128_GCM ? 4 : 14; // from the end
    secret[secret.length - word] &= 0x7f;
    assertThat(far.unprotectControl(packet(secret))).contains(Drop.RTP_INVALID);
  }

  @ParameterizedTest
  @EnumSource(SrtpProfile.class)
  void aPacketWithoutRoomForTheTagIsRefused(SrtpProfile profile) {
    SrtpSession near = end(profile, true);
    Packet packet = packet(Arrays.copyOf(rtp(1), Packet.CAPACITY - 9));
    assertThat(near.protect(packet)).contains(Drop.RTP_INVALID);
  }

  @ParameterizedTest
  @EnumSource(SrtpProfile.class)
  void sourcesBeyondTheBoundAreRefusedAndForgedOnesTakeNoPlace(SrtpProfile profile) {
    SrtpSession near = end(profile, true);
    SrtpSession far = end(profile, false);
    for (int ssrc = 0; ssrc < 200; ssrc++) {
      byte[] forged = rtp(1);
      ByteBuffer.wrap(forged).putInt(8, ssrc + 1000);
      assertThat(far.unprotect(packet(forged))).contains(Drop.SRTP_FORGED);
    }
    for (int ssrc = 0; ssrc < 64; ssrc++) {
      byte[] clear = rtp(1);
      ByteBuffer.wrap(clear).putInt(8, ssrc);
      assertThat(far.unprotect(packet(protect(near, clear)))).isEmpty();
    }
    byte[] clear = rtp(1);
    ByteBuffer.wrap(clear).putInt(8, 64);
    Packet packet = packet(clear);
    assertThat(near.protect(packet)).contains(Drop.TOO_MANY_SOURCES);
    assertThat(far.unprotect(packet(clear))).contains(Drop.TOO_MANY_SOURCES);
  }
}
