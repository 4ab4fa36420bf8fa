// SPDX-License-Identifier: Apache-2.0
package ringway.imscore.media;

import java.util.ArrayList;
import java.util.List;

/** Packets for tests to send, and what a test wants to know of received ones. */
public final class Rtp {
  private Rtp() {}

  /** Twenty-millisecond packets of a sine. */
  public static List<byte[]> tone(Codec codec, double hertz, double amplitude, int count) {
    List<byte[]> packets = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] payload = new byte[160];
      for (int j = 0; j < 160; j++) {
        double phase = 2 * Math.PI * hertz * (i * 160 + j) / 8_000;
        payload[j] = codec.encode((short) (amplitude * Math.sin(phase)));
      }
      packets.add(packet(i == 0, codec.staticPayloadType(), 1_000 + i, 5_000 + 160L * i, payload));
    }
    return packets;
  }

  public static byte[] packet(
      boolean marker, int payloadType, int sequence, long timestamp, byte[] payload) {
    return new RtpPacket(marker, payloadType, sequence, timestamp, 0x1234, payload).encode();
  }

  /** One packet of a key press (RFC 4733 §2.3). */
  public static byte[] key(int event, boolean end, int sequence, long timestamp, int duration) {
    byte[] payload = {
      (byte) event, (byte) (end ? 0x8A : 0x0A), (byte) (duration >> 8), (byte) duration
    };
    return packet(false, 101, sequence, timestamp, payload);
  }

  public static int payloadType(byte[] packet) {
    return parse(packet).payloadType();
  }

  public static int sequence(byte[] packet) {
    return parse(packet).sequence();
  }

  public static long timestamp(byte[] packet) {
    return parse(packet).timestamp();
  }

  public static int ssrc(byte[] packet) {
    return parse(packet).ssrc();
  }

  public static byte[] payload(byte[] packet) {
    return parse(packet).payload();
  }

  private static RtpPacket parse(byte[] packet) {
    return RtpPacket.parse(packet, packet.length).orElseThrow();
  }

  /** The strongest frequency in the G.711 of some packets. */
  public static double frequency(Codec codec, List<byte[]> packets) {
    Meter meter = new Meter();
    packets.forEach(packet -> meter.add(codec.decode(payload(packet))));
    return meter.read().frequencyHz();
  }
}
