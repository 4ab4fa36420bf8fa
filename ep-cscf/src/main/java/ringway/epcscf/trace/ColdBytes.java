// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.trace;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Byte arrays kept outside the heap, in chained blocks: what is written on every message, lives for
 * minutes and is nearly never read would else be copied again and again by the collector. It grows
 * with what is kept and keeps for reuse what is let go. Not thread-safe.
 */
final class ColdBytes {
  private static final int BLOCK = 256;
  private static final int LINK = Integer.BYTES;
  private static final int ROOM = BLOCK - LINK;
  private static final int BLOCKS_PER_SLAB = 4096;
  private static final int NONE = -1;

  private final List<ByteBuffer> slabs = new ArrayList<>();
  private int free = NONE;
  private int blocks;

  /** Copies them; returns by what name they are had back. */
  int put(byte[] bytes) {
    int following = NONE;
    // From the end, so that each block knows the one behind it.
    int at = Math.max(0, (bytes.length - 1) / ROOM * ROOM);
    for (; at >= 0; at -= ROOM) {
      int block = take();
      ByteBuffer slab = slab(block);
      int place = place(block);
      slab.putInt(place, following);
      slab.put(place + LINK, bytes, at, Math.min(ROOM, bytes.length - at));
      following = block;
    }
    return following;
  }

  byte[] get(int first, int length) {
    byte[] bytes = new byte[length];
    int block = first;
    for (int at = 0; at < length; at += ROOM) {
      ByteBuffer slab = slab(block);
      slab.get(place(block) + LINK, bytes, at, Math.min(ROOM, length - at));
      block = slab.getInt(place(block));
    }
    return bytes;
  }

  /** They must not be asked for again. */
  void drop(int first) {
    int last = first;
    for (int next = link(last); next != NONE; next = link(last)) {
      last = next;
    }
    slab(last).putInt(place(last), free);
    free = first;
  }

  /** Memory taken from the system. */
  long size() {
    return (long) slabs.size() * BLOCKS_PER_SLAB * BLOCK;
  }

  private int take() {
    if (free != NONE) {
      int block = free;
      free = link(block);
      return block;
    }
    if (blocks == slabs.size() * BLOCKS_PER_SLAB) {
      slabs.add(ByteBuffer.allocateDirect(BLOCKS_PER_SLAB * BLOCK));
    }
    return blocks++;
  }

  private int link(int block) {
    return slab(block).getInt(place(block));
  }

  private ByteBuffer slab(int block) {
    return slabs.get(block / BLOCKS_PER_SLAB);
  }

  private static int place(int block) {
    return block % BLOCKS_PER_SLAB * BLOCK;
  }
}
