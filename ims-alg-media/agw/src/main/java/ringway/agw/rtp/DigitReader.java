// SPDX-License-Identifier: Apache-2.0
package ringway.agw.rtp;

/**
 * Finds digits in the telephone-events that pass (RFC 4733 §2.5). An event is told once: with its
 * end, or, when all three packets of that are lost, with what follows. One thread.
 */
public final class DigitReader {
  /** Told of each digit, on the thread of the packets. */
  public interface Listener {
    void digit(char digit, int durationMillis);
  }

  static final String DIGITS = "0123456789*#ABCD";
  static final int PAYLOAD = 4;
  static final int END = 0x80;

  /** RFC 4733 §2.5.1.1 has digits of 40 ms; who presses faster does so to do harm. */
  private static final long SHORTEST_NANOS = 40_000_000;

  private final Listener listener;
  private boolean pending;
  private boolean known;
  private int timestamp;
  private int event;
  private int duration;
  private int clockRate;
  private long toldAt;

  public DigitReader(Listener listener) {
    this.listener = listener;
    toldAt = System.nanoTime() - SHORTEST_NANOS;
  }

  public void read(Packet packet, PayloadTable table, long nowNanos) {
    int clock = table.eventClock(packet.payloadType());
    if (clock > 0) {
      event(packet, clock, nowNanos);
    } else if (pending && packet.timestamp() - timestamp > duration) {
      tell(nowNanos);
    }
  }

  private void event(Packet packet, int clock, long nowNanos) {
    int at = packet.payloadOffset();
    if (at + PAYLOAD > packet.getLength() || packet.at(at) >= DIGITS.length()) {
      return;
    }
    if (!known || packet.timestamp() != timestamp) {
      if (known && packet.timestamp() - timestamp < 0) {
        return; // of an event before: overtaken
      }
      if (pending) {
        tell(nowNanos);
      }
      known = true;
      pending = true;
      timestamp = packet.timestamp();
      event = packet.at(at);
      duration = 0;
      clockRate = clock;
    }
    duration = Math.max(duration, packet.uint16(at + 2));
    if (pending && (packet.at(at + 1) & END) != 0) {
      tell(nowNanos);
    }
  }

  private void tell(long nowNanos) {
    pending = false;
    if (nowNanos - toldAt >= SHORTEST_NANOS) {
      toldAt = nowNanos;
      listener.digit(DIGITS.charAt(event), (int) (duration * 1000L / clockRate));
    }
  }
}
