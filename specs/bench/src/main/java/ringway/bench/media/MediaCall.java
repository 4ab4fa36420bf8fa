// SPDX-License-Identifier: Apache-2.0
package ringway.bench.media;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import ringway.agw.peer.WebRtcPeer;

/** A browser and a phone that send each other packets with the time in them. */
final class MediaCall implements AutoCloseable {
  private static final int HEADER = 12;
  private static final int SPEECH = 160; // 20 ms of G.711
  private static final int PCMA = 8;
  private static final Duration IDLE = Duration.ofSeconds(1);

  private final WebRtcPeer browser = WebRtcPeer.create();
  private final DatagramSocket phone;
  private final InetSocketAddress toPhone;
  private final Arrivals arrivals;
  private volatile boolean open = true;
  private int sequence;

  MediaCall(String id, MediaServer server, Arrivals arrivals) {
    this.arrivals = arrivals;
    try {
      phone = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    toPhone = server.connect(id, browser, (InetSocketAddress) phone.getLocalSocketAddress());
    Thread.ofVirtual().start(this::hearAtBrowser);
    Thread.ofVirtual().start(this::hearAtPhone);
  }

  /** One packet each way; by one thread. */
  void speak() throws IOException {
    sequence++;
    browser.sendRtp(packet(0xB0));
    byte[] down = packet(0xF0);
    phone.send(new DatagramPacket(down, down.length, toPhone));
    arrivals.sent(2);
  }

  private byte[] packet(int ssrc) {
    return ByteBuffer.allocate(HEADER + SPEECH)
        .put((byte) 0x80)
        .put((byte) PCMA)
        .putShort((short) sequence)
        .putInt(sequence * SPEECH)
        .putInt(ssrc)
        .putLong(System.nanoTime())
        .array();
  }

  /** RFC 7675 §5.1: who stops asking is no longer sent to. Waits for the answer. */
  void askConsent() {
    try {
      browser.check(false);
    } catch (RuntimeException e) {
      if (open) {
        System.err.println("bench media: a browser's check failed: " + e.getMessage());
      }
    }
  }

  private void hearAtBrowser() {
    while (open) {
      browser.awaitRtp(IDLE).ifPresent(packet -> heard(packet, packet.length));
    }
  }

  private void hearAtPhone() {
    byte[] buffer = new byte[2048];
    DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
    while (open) {
      try {
        packet.setLength(buffer.length);
        phone.receive(packet);
        heard(buffer, packet.getLength());
      } catch (IOException _) {
        return; // closed
      }
    }
  }

  private void heard(byte[] packet, int length) {
    if (length >= HEADER + Long.BYTES) {
      arrivals.heard(ByteBuffer.wrap(packet).getLong(HEADER));
    }
  }

  @Override
  public void close() {
    open = false;
    browser.close();
    phone.close();
  }
}
