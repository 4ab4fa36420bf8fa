// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.trace;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Messages kept outside the heap, in chains of blocks: what is written on every message, lives for
 * minutes and is nearly never read would else be copied again and again by the collector. A message
 * is named by its first block, so that nothing of it is an object. It grows with what is kept and
 * keeps for reuse what is let go. Not thread-safe.
 */
final class ColdPassages {
  private static final int BLOCK = 512;
  private static final int BLOCKS_PER_SLAB = 2048;
  private static final int NONE = -1;

  /** Seconds, nanoseconds, heading and length stand before the message. */
  private static final int NANOS = Long.BYTES;

  private static final int HEADING = NANOS + Integer.BYTES;
  private static final int LENGTH = HEADING + 1;
  private static final int HEAD = LENGTH + Integer.BYTES;

  private final List<ByteBuffer> slabs = new ArrayList<>();

  /** Of each block, the one that follows it: in its chain, or in that of the free ones. */
  private int[] next = {};

  private int free = NONE;

  /** Copies the message; returns its name. */
  int put(Instant at, Heading heading, byte[] wire) {
    int name = take();
    ByteBuffer slab = slab(name);
    int place = place(name);
    slab.putLong(place, at.getEpochSecond());
    slab.putInt(place + NANOS, at.getNano());
    slab.put(place + HEADING, (byte) heading.ordinal());
    slab.putInt(place + LENGTH, wire.length);
    int done = Math.min(BLOCK - HEAD, wire.length);
    slab.put(place + HEAD, wire, 0, done);
    int last = name;
    while (done < wire.length) {
      int block = take();
      next[last] = block;
      last = block;
      int part = Math.min(BLOCK, wire.length - done);
      slab(block).put(place(block), wire, done, part);
      done += part;
    }
    next[last] = NONE;
    return name;
  }

  Passage get(int name, Hop hop) {
    byte[] wire = new byte[length(name)];
    int done = Math.min(BLOCK - HEAD, wire.length);
    slab(name).get(place(name) + HEAD, wire, 0, done);
    for (int block = next[name]; block != NONE; block = next[block]) {
      int part = Math.min(BLOCK, wire.length - done);
      slab(block).get(place(block), wire, done, part);
      done += part;
    }
    Heading heading = Heading.values()[slab(name).get(place(name) + HEADING)];
    return new Passage(at(name), heading, hop, wire);
  }

  Instant at(int name) {
    ByteBuffer slab = slab(name);
    return Instant.ofEpochSecond(slab.getLong(place(name)), slab.getInt(place(name) + NANOS));
  }

  /** Bytes of the message itself. */
  int length(int name) {
    return slab(name).getInt(place(name) + LENGTH);
  }

  /** It must not be asked for again. */
  void drop(int name) {
    int last = name;
    while (next[last] != NONE) {
      last = next[last];
    }
    next[last] = free;
    free = name;
  }

  /** Memory taken from the system. */
  long size() {
    return (long) slabs.size() * BLOCKS_PER_SLAB * BLOCK;
  }

  private int take() {
    if (free == NONE) {
      grow();
    }
    int block = free;
    free = next[block];
    return block;
  }

  private void grow() {
    int first = slabs.size() * BLOCKS_PER_SLAB;
    slabs.add(ByteBuffer.allocateDirect(BLOCKS_PER_SLAB * BLOCK));
    next = Arrays.copyOf(next, first + BLOCKS_PER_SLAB);
    for (int block = first; block < next.length; block++) {
      next[block] = block + 1 < next.length ? block + 1 : NONE;
    }
    free = first;
  }

  private ByteBuffer slab(int block) {
    return slabs.get(block / BLOCKS_PER_SLAB);
  }

  private static int place(int block) {
    return block % BLOCKS_PER_SLAB * BLOCK;
  }
}
