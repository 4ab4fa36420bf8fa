// SPDX-License-Identifier: Apache-2.0
package ringway.imscore.media;

/** The keys pressed, from telephone-event packets (RFC 4733 §2.5). Thread-safe. */
final class Dtmf {
  private static final String KEYS = "0123456789*#ABCD";
  private static final int MAX_KEYS = 100;

  private final StringBuilder keys = new StringBuilder(); // guarded by this
  private long lastTimestamp = -1; // guarded by this

  /** All packets of one key press carry the timestamp of its beginning. */
  synchronized void add(RtpPacket packet) {
    if (packet.payload().length < 4 || packet.timestamp() == lastTimestamp) {
      return;
    }
    lastTimestamp = packet.timestamp();
    int event = packet.payload()[0] & 0xFF;
    if (event < KEYS.length() && keys.length() < MAX_KEYS) {
      keys.append(KEYS.charAt(event));
    }
  }

  synchronized String keys() {
    return keys.toString();
  }
}
