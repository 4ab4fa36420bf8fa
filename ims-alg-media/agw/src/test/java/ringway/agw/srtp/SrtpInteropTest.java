// SPDX-License-Identifier: Apache-2.0
package ringway.agw.srtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import ringway.agw.peer.PeerSrtp;
import ringway.agw.rtp.Packet;

/** With jitsi-srtp at the other end, on packets of all shapes, late ones among them. */
class SrtpInteropTest {
  private static final int PACKETS = 3_000;
  private static final int SOURCES = 3;

  private final Random random = new Random(11);

  private byte[] material(SrtpProfile profile) {
    byte[] material = new byte[profile.keyingMaterialLength()];
    random.nextBytes(material);
    return material;
  }

  private byte[] rtp(int source, int sequence) {
    int csrcs = random.nextInt(3);
    int words = random.nextInt(4); // of a header extension
    boolean extended = random.nextBoolean();
    byte[] content = new byte[random.nextInt(3) == 0 ? random.nextInt(3) : random.nextInt(1200)];
    random.nextBytes(content);
    ByteBuffer packet =
        ByteBuffer.allocate(12 + 4 * csrcs + (extended ? 4 + 4 * words : 0) + content.length);
    packet.put((byte) (0x80 | (extended ? 0x10 : 0) | csrcs)).put((byte) random.nextInt(128));
    packet.putShort((short) sequence).putInt(random.nextInt()).putInt(source * 77_777_777);
    for (int i = 0; i < csrcs; i++) {
      packet.putInt(random.nextInt());
    }
    if (extended) {
      packet.putShort((short) 0xbede).putShort((short) words);
      packet.position(packet.position() + 4 * words);
    }
    return packet.put(content).array();
  }

  private byte[] rtcp(int source) {
    int words = 1 + random.nextInt(30);
    ByteBuffer packet = ByteBuffer.allocate(4 + 4 * words);
    packet.put((byte) 0x80).put((byte) 201).putShort((short) words).putInt(source * 77_777_777);
    while (packet.hasRemaining()) {
      packet.put((byte) random.nextInt());
    }
    return packet.array();
  }

  /** Past a roll-over, each a little before or after its turn. */
  private List<byte[]> session() {
    List<byte[]> packets = new ArrayList<>();
    for (int i = 0; i < PACKETS; i++) {
      packets.add(i % 10 == 0 ? rtcp(i % SOURCES) : rtp(i % SOURCES, (64_500 + i) & 0xffff));
    }
    for (int i = 10; i + 10 < PACKETS; i += 20) {
      Collections.shuffle(packets.subList(i, i + 10), random);
    }
    return packets;
  }

  @ParameterizedTest
  @EnumSource(SrtpProfile.class)
  void whatWeProtectTheOtherReads(SrtpProfile profile) {
    byte[] material = material(profile);
    SrtpSession ours = new SrtpSession(SrtpKeys.split(profile, material, true));
    PeerSrtp other = new PeerSrtp(profile.id(), material, false);
    Packet packet = new Packet();
    for (byte[] clear : session()) {
      packet.set(clear);
      boolean control = Packet.isRtcpType(clear[1] & 0xff);
      assertThat(control ? ours.protectControl(packet) : ours.protect(packet)).isEmpty();
      assertThat(other.unprotect(packet.copy())).contains(clear);
    }
  }

  @ParameterizedTest
  @EnumSource(SrtpProfile.class)
  void whatTheOtherProtectsWeRead(SrtpProfile profile) {
    byte[] material = material(profile);
    SrtpSession ours = new SrtpSession(SrtpKeys.split(profile, material, true));
    PeerSrtp other = new PeerSrtp(profile.id(), material, false);
    Packet packet = new Packet();
    for (byte[] clear : session()) {
      packet.set(other.protect(clear));
      boolean control = Packet.isRtcpType(clear[1] & 0xff);
      assertThat(control ? ours.unprotectControl(packet) : ours.unprotect(packet)).isEmpty();
      assertThat(packet.copy()).isEqualTo(clear);
    }
  }
}
