// SPDX-License-Identifier: Apache-2.0
package ringway.agw.codec;

import java.util.Arrays;
import ringway.agw.rtp.Packet;

/**
 * Puts packets back in order. It waits for a missing one while no more than so many later ones have
 * come; that number grows when one comes too late, up to five, and shrinks in quiet times. So a
 * stream in order is not delayed at all, and time is not needed: the sender's own pace is the
 * clock.
 */
final class ReorderWindow {
  interface Output {
    /**
     * @param missing packets before this one that are given up
     */
    void next(Packet packet, int missing);
  }

  private static final int SLOTS = 8;
  private static final int DEEPEST = 5;
  private static final int QUIET = 500; // packets: ten seconds
  private static final int FAR = 100; // numbers: the sender has begun anew

  private final Packet[] slots = new Packet[SLOTS];
  private final boolean[] taken = new boolean[SLOTS];
  private final Output output;
  private boolean started;
  private int ssrc;
  private int expected;
  private int waiting;
  private int missed;
  private int depth = 1;
  private int inOrder;

  ReorderWindow(Output output) {
    this.output = output;
    for (int i = 0; i < SLOTS; i++) {
      slots[i] = new Packet();
    }
  }

  int depth() {
    return depth;
  }

  void add(Packet packet) {
    int ahead = (short) (packet.sequenceNumber() - expected);
    if (!started || packet.ssrc() != ssrc || Math.abs(ahead) > FAR) {
      begin(packet);
      ahead = 0;
    }
    if (ahead < 0) {
      late(ahead);
      return;
    }
    if (ahead == 0) {
      deliver(packet);
      quiet();
    } else {
      while (ahead >= SLOTS) {
        ahead -= giveUp(ahead);
      }
      keep(packet);
    }
    drain();
    while (waiting > depth) {
      giveUp(SLOTS);
      drain();
    }
  }

  private void begin(Packet packet) {
    started = true;
    ssrc = packet.ssrc();
    expected = packet.sequenceNumber();
    waiting = 0;
    missed = 0;
    Arrays.fill(taken, false);
  }

  private void late(int ahead) {
    if (-ahead < SLOTS && depth < DEEPEST) {
      depth++; // it would have been of use
    }
    inOrder = 0;
  }

  private void quiet() {
    if (++inOrder >= QUIET && depth > 1) {
      depth--;
      inOrder = 0;
    }
  }

  private void keep(Packet packet) {
    int slot = packet.sequenceNumber() % SLOTS;
    if (!taken[slot]) {
      taken[slot] = true;
      waiting++;
      slots[slot].copyOf(packet);
    }
  }

  private void deliver(Packet packet) {
    expected = packet.sequenceNumber() + 1 & 0xffff;
    int missing = missed;
    missed = 0;
    output.next(packet, missing);
  }

  private void drain() {
    while (waiting > 0 && taken[expected % SLOTS]) {
      take();
    }
  }

  private void take() {
    int slot = expected % SLOTS;
    taken[slot] = false;
    waiting--;
    deliver(slots[slot]);
  }

  /** Goes on to the next packet there is, or over so many places; how many it went. */
  private int giveUp(int most) {
    int went = 0;
    while (went < most && (waiting == 0 || !taken[expected % SLOTS])) {
      expected = expected + 1 & 0xffff;
      went++;
    }
    missed += went;
    if (went < most) {
      take();
      went++;
    }
    return went;
  }
}
