// SPDX-License-Identifier: Apache-2.0
package ringway.bench.media;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import ringway.agw.peer.WebRtcPeer;

/** A browser and a phone that send each other packets with the time in them. */
final class MediaCall implements LoadedCall {
  private static final Duration IDLE = Duration.ofSeconds(1);

  private final WebRtcPeer browser = WebRtcPeer.create();
  private final DatagramSocket phone;
  private final InetSocketAddress toPhone;
  private final Arrivals arrivals;
  private volatile boolean open = true;
  private int sequence;

  /** Sets the call up at a server. */
  @FunctionalInterface
  interface Connector {
    /** Tells where the phone is to send. */
    InetSocketAddress connect(String id, WebRtcPeer browser, InetSocketAddress phone);
  }

  MediaCall(String id, Connector server, Arrivals arrivals) {
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

  @Override
  public void speak() throws IOException {
    sequence++;
    browser.sendRtp(TimedPacket.of(sequence, 0xB0));
    byte[] down = TimedPacket.of(sequence, 0xF0);
    phone.send(new DatagramPacket(down, down.length, toPhone));
    arrivals.sent(2);
  }

  /** RFC 7675 §5.1: who stops asking is no longer sent to. Waits for the answer. */
  @Override
  public void askConsent() {
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
      browser
          .awaitRtp(IDLE)
          .ifPresent(packet -> TimedPacket.heard(packet, packet.length, arrivals));
    }
  }

  private void hearAtPhone() {
    byte[] buffer = new byte[2048];
    DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
    while (open) {
      try {
        packet.setLength(buffer.length);
        phone.receive(packet);
        TimedPacket.heard(buffer, packet.getLength(), arrivals);
      } catch (IOException _) {
        return; // closed
      }
    }
  }

  @Override
  public void close() {
    open = false;
    browser.close();
    phone.close();
  }
}
