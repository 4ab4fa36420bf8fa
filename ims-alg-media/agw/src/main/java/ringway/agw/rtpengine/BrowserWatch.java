// SPDX-License-Identifier: Apache-2.0
package ringway.agw.rtpengine;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import ringway.agw.engine.AccessLeg;

/**
 * Finds out whether a browser has come through: rtpengine tells only who asks. Asked often at
 * first, then ever less, until the browser's certificate is verified or its time is over.
 */
final class BrowserWatch implements AutoCloseable {
  private static final long FIRST_PAUSE = 40; // milliseconds
  private static final long LONGEST_PAUSE = 1000;
  private static final int NO_ADDRESS_YET = 9; // the discard port, RFC 8840 §4.1.1

  private final String call;
  private final RtpengineNode node;
  private final Duration handshakeTime;
  private final AccessLeg.Stream stream;
  private Thread thread = Thread.ofVirtual().unstarted(() -> {}); // guarded by this
  private volatile boolean connected;
  private volatile Dtls dtls = Dtls.WAITING;

  private enum Dtls {
    WAITING("waiting"),
    HANDSHAKE("handshake"),
    UP("up"),
    FAILED("failed");

    private final String label;

    Dtls(String label) {
      this.label = label;
    }
  }

  BrowserWatch(String call, RtpengineNode node, Duration handshakeTime, AccessLeg.Stream stream) {
    this.call = call;
    this.node = node;
    this.handshakeTime = handshakeTime;
    this.stream = stream;
  }

  String iceState() {
    return connected ? "connected" : "waiting";
  }

  String dtlsState() {
    return dtls.label;
  }

  /** Begins anew: there is another certificate to be verified. */
  synchronized void start() {
    thread.interrupt();
    dtls = connected ? Dtls.HANDSHAKE : Dtls.WAITING;
    thread = Thread.ofVirtual().name("rtpengine-" + call).start(this::watch);
  }

  private void watch() {
    long pause = FIRST_PAUSE;
    long end = Long.MAX_VALUE;
    try {
      while (true) {
        Thread.sleep(pause);
        if (node.ask(RtpengineNode.about("query", call)) instanceof NgReply.Done(JsonNode body)
            && learned(body)) {
          return;
        }
        long now = System.nanoTime();
        if (connected && end == Long.MAX_VALUE) {
          end = now + handshakeTime.toNanos();
        }
        if (end != Long.MAX_VALUE && now - end > 0) {
          dtls = Dtls.FAILED;
          stream.failed("no DTLS handshake with the signalled certificate in " + handshakeTime);
          return;
        }
        pause = Math.min(LONGEST_PAUSE, pause + pause / 2);
      }
    } catch (InterruptedException _) {
      // the call has ended, or there is another certificate
    }
  }

  /** True when there is nothing more to learn. */
  private boolean learned(JsonNode answer) {
    JsonNode media =
        answer
            .path("tags")
            .path(RtpengineLeg.BROWSER)
            .path("medias")
            .path(0)
            .path("streams")
            .path(0);
    JsonNode endpoint = media.path("endpoint");
    int port = endpoint.path("port").asInt(NO_ADDRESS_YET);
    if (!connected && port != NO_ADDRESS_YET) {
      connected = true;
      dtls = Dtls.HANDSHAKE;
      stream.iceConnected(endpoint.path("address").asText() + ":" + port);
    }
    if (!verified(media)) {
      return false;
    }
    dtls = Dtls.UP;
    stream.dtlsUp(profile(media.path("crypto suite").asText()));
    return true;
  }

  private static boolean verified(JsonNode media) {
    boolean verified = false;
    for (JsonNode flag : media.path("flags")) {
      verified |= flag.asText().equals("DTLS fingerprint verified");
    }
    return verified && media.has("crypto suite"); // keys come a moment after the certificate
  }

  /** Its names are those of SDES (RFC 4568 §6.2), which for one profile differ from DTLS's. */
  private static String profile(String suite) {
    return suite.equals("AES_CM_128_HMAC_SHA1_80")
        ? "SRTP_AES128_CM_HMAC_SHA1_80"
        : "SRTP_" + suite;
  }

  @Override
  public synchronized void close() {
    thread.interrupt();
  }
}
