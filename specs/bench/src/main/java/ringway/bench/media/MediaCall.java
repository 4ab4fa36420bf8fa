// SPDX-License-Identifier: Apache-2.0
package ringway.bench.media;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import ringway.agw.peer.WebRtcPeer;

/** A browser and a phone that send each other packets with the time in them. */
final class MediaCall implements LoadedCall {
  static final int BROWSERS_SOURCE = 0xB0;

  private static final Duration IDLE = Duration.ofSeconds(1);

  private final WebRtcPeer browser = WebRtcPeer.create();
  private final PlainEnd phone;
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
    phone = new PlainEnd(arrivals);
    toPhone = server.connect(id, browser, phone.address());
    Thread.ofVirtual().start(this::hearAtBrowser);
    phone.listen();
  }

  @Override
  public void speak() throws IOException {
    sequence++;
    browser.sendRtp(TimedPacket.of(sequence, BROWSERS_SOURCE));
    phone.send(sequence, 0xF0, toPhone);
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

  @Override
  public void close() {
    open = false;
    browser.close();
    phone.close();
  }
}
