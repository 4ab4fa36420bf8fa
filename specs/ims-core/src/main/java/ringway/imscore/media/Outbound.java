// SPDX-License-Identifier: Apache-2.0
package ringway.imscore.media;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * The RTP a phone sends: its own source, sequence and time line (RFC 3550 §5.1). One thread sends,
 * any may read the counts.
 */
final class Outbound {
  private static final int FRAME = Codec.SAMPLES_PER_SECOND / 50;
  private static final double TONE_HZ = 440;
  private static final double TONE_AMPLITUDE = 10_000; // -13 dBFS

  private final DatagramSocket socket;
  private final int ssrc;
  private int sequence;
  private long base;
  private long samples;
  private boolean begun;
  private volatile Rtcp.Sent sent = new Rtcp.Sent(0, 0, 0);

  Outbound(DatagramSocket socket, int ssrc) {
    this.socket = socket;
    this.ssrc = ssrc;
    SecureRandom random = new SecureRandom();
    sequence = random.nextInt(0x8000);
    base = random.nextInt() & 0xFFFF_FFFFL;
  }

  /** What came in, on our own time line: only the distance between timestamps is kept. */
  void echo(RtpPacket packet, InetSocketAddress peer) throws IOException {
    if (!begun) {
      begun = true;
      base = base - packet.timestamp();
    }
    send(packet.marker(), packet.payloadType(), base + packet.timestamp(), packet.payload(), peer);
  }

  /** The next 20 ms of the tone. */
  void tone(Stream agreed) throws IOException {
    byte[] payload = new byte[FRAME];
    for (int i = 0; i < FRAME; i++) {
      double phase = 2 * Math.PI * TONE_HZ * (samples + i) / Codec.SAMPLES_PER_SECOND;
      payload[i] = agreed.codec().encode((short) (TONE_AMPLITUDE * Math.sin(phase)));
    }
    send(samples == 0, agreed.payloadType(), base + samples, payload, agreed.rtp());
    samples += FRAME;
  }

  private void send(
      boolean marker, int payloadType, long timestamp, byte[] payload, InetSocketAddress peer)
      throws IOException {
    sequence = sequence + 1 & 0xFFFF;
    byte[] data =
        new RtpPacket(marker, payloadType, sequence, timestamp & 0xFFFF_FFFFL, ssrc, payload)
            .encode();
    socket.send(new DatagramPacket(data, data.length, peer));
    sent = new Rtcp.Sent(timestamp, sent.packets() + 1, sent.octets() + payload.length);
  }

  long packets() {
    return sent.packets();
  }

  /** Empty before the first packet. */
  Optional<Rtcp.Sent> sent() {
    return Optional.of(sent).filter(stream -> stream.packets() > 0);
  }
}
