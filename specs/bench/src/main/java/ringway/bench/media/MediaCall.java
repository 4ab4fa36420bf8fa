// SPDX-License-Identifier: Apache-2.0
package ringway.bench.media;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import ringway.agw.peer.WebRtcPeer;

/** A browser and a phone that talk to each other. */
final class MediaCall implements LoadedCall {
  private static final Duration IDLE = Duration.ofSeconds(1);

  private final WebRtcPeer browser = WebRtcPeer.create();
  private final PlainEnd phone;
  private final InetSocketAddress toPhone;
  private final Conversation conversation;
  private volatile boolean open = true;
  private int sequence;

  /** Sets the call up at a server. */
  @FunctionalInterface
  interface Connector {
    /** Tells where the phone is to send. */
    InetSocketAddress connect(String id, WebRtcPeer browser, InetSocketAddress phone);
  }

  MediaCall(String id, Connector server, Conversation conversation) {
    this.conversation = conversation;
    phone = new PlainEnd(conversation.phone());
    toPhone = server.connect(id, browser, phone.address());
    Thread.ofVirtual().start(this::hearAtBrowser);
    phone.listen();
  }

  @Override
  public void speak() throws IOException {
    sequence++;
    browser.sendRtp(conversation.ofBrowser(sequence));
    phone.send(conversation.ofPhone(sequence), toPhone);
    conversation.spoken();
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
    Conversation.Ear ear = conversation.browser();
    while (open) {
      browser.awaitRtp(IDLE).ifPresent(packet -> ear.heard(packet, packet.length));
    }
  }

  @Override
  public void close() {
    open = false;
    browser.close();
    phone.close();
  }
}
