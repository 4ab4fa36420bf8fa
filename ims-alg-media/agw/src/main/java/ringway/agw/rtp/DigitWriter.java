// SPDX-License-Identifier: Apache-2.0
package ringway.agw.rtp;

import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;

/**
 * Puts digits into the speech that passes: while one lasts, each packet of speech becomes a packet
 * of its event (RFC 4733 §2.5), so that numbers and times go on without a break. Orders come from
 * any thread, packets from one at a time.
 */
public final class DigitWriter {
  private static final int ROOM = 32;
  private static final int VOLUME = 10; // -10 dBm0
  private static final int REPEATS_OF_END = 3; // RFC 4733 §2.5.1.4
  private static final int PAUSE_MILLIS = 60;
  private static final int LONGEST = 0xffff;

  private record Order(int event, int millis) {}

  private final Queue<Order> orders = new ArrayBlockingQueue<>(ROOM);
  private boolean active;
  private Order current = new Order(0, 0);
  private int start; // time stamp
  private int duration; // in units of the clock
  private int lastTimestamp;
  private int step; // between packets, in units of the clock
  private int ends;
  private int pauseUntil;
  private boolean pausing;

  /** False when too many digits wait. */
  public boolean order(String digits, int millis) {
    synchronized (orders) {
      if (ROOM - orders.size() < digits.length()) {
        return false;
      }
      digits
          .chars()
          .map(DigitReader.DIGITS::indexOf)
          .forEach(event -> orders.add(new Order(event, millis)));
      return true;
    }
  }

  /**
   * @param speech on its way, which may become an event
   */
  public void pass(Packet speech, PayloadTable table) {
    if (!active && orders.isEmpty()) {
      return;
    }
    if (!table.isMedia(speech.payloadType()) || table.eventType().isEmpty()) {
      return; // a digit of the sender's own goes first
    }
    int now = speech.timestamp();
    int clock = table.eventClock(table.eventType().getAsInt());
    if (!active && !begin(now, clock)) {
      return;
    }
    boolean first = now == start && ends == 0;
    int passed = now - lastTimestamp;
    if (Math.abs(passed) > clock) {
      active = false; // another source, or a long silence: its end would never come
      return;
    }
    if (passed > 0 && passed <= clock / 5) {
      step = passed;
    }
    lastTimestamp = now;
    boolean over = ends > 0 || now - start + step >= (long) current.millis * clock / 1000;
    if (ends == 0) {
      duration = Math.clamp(now - start + step, 0, LONGEST);
    }
    speech.event(table.eventType().getAsInt(), first, start, current.event, over, VOLUME, duration);
    if (over && ++ends == REPEATS_OF_END) {
      active = false;
      pausing = true;
      pauseUntil = now + PAUSE_MILLIS * clock / 1000;
    }
  }

  private boolean begin(int now, int clock) {
    if (pausing && now - pauseUntil < 0 && pauseUntil - now < clock) {
      return false;
    }
    Order next = orders.poll();
    if (next == null) {
      return false;
    }
    pausing = false;
    active = true;
    current = next;
    start = now;
    lastTimestamp = now;
    step = clock / 50;
    ends = 0;
    return true;
  }
}
