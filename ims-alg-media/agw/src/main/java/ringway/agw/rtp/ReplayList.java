// SPDX-License-Identifier: Apache-2.0
package ringway.agw.rtp;

/**
 * The packets of one source that have passed, by their index: the sequence number with the
 * roll-overs before it (RFC 3711 §3.3.1). One thread at a time.
 */
public final class ReplayList {
  private static final int WORDS = 16; // a power of two

  /** How far behind the newest a packet may be: a second of a picture, for what is resent. */
  static final int WINDOW = (WORDS - 1) * Long.SIZE;

  private final long[] passed = new long[WORDS]; // one bit for each index, in a ring of words
  private long highest = -1;

  /** The index nearest to the highest that has passed (RFC 3711 §3.3.1). */
  public long index(int sequenceNumber) {
    return highest < 0 ? sequenceNumber : highest + (short) (sequenceNumber - (int) highest);
  }

  /** Of the newest that has passed; -1 before the first. */
  public long highest() {
    return highest;
  }

  /** Whether it has not passed yet, as far as is known. */
  public boolean isFresh(long index) {
    return index > highest
        || index >= 0 && highest - index < WINDOW && (passed[word(index)] & bit(index)) == 0;
  }

  /** A fresh one has passed. */
  public void add(long index) {
    if (index > highest) {
      long oldest = Math.max(highest / Long.SIZE + 1, index / Long.SIZE - WORDS + 1);
      for (long next = oldest; next <= index / Long.SIZE; next++) {
        passed[(int) next & WORDS - 1] = 0;
      }
      highest = index;
    }
    passed[word(index)] |= bit(index);
  }

  private static int word(long index) {
    return (int) (index / Long.SIZE) & WORDS - 1;
  }

  private static long bit(long index) {
    return 1L << index; // of the lower six bits
  }
}
