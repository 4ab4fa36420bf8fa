// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.trace;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Byte arrays kept outside the heap, in blocks: what is written on every message, lives for minutes
 * and is nearly never read would else be copied again and again by the collector. It grows with
 * what is kept and keeps for reuse what is let go. Not thread-safe.
 */
final class ColdBytes {
  private static final int BLOCK = 512;
  private static final int BLOCKS_PER_SLAB = 2048;

  private final List<ByteBuffer> slabs = new ArrayList<>();
  private int[] free = new int[BLOCKS_PER_SLAB];
  private int freeCount;

  /** Copies them; returns the blocks they lie in. */
  int[] put(byte[] bytes) {
    int[] blocks = new int[(bytes.length + BLOCK - 1) / BLOCK];
    for (int i = 0; i < blocks.length; i++) {
      int block = take();
      int at = i * BLOCK;
      slab(block).put(place(block), bytes, at, Math.min(BLOCK, bytes.length - at));
      blocks[i] = block;
    }
    return blocks;
  }

  byte[] get(int[] blocks, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < blocks.length; i++) {
      int at = i * BLOCK;
      slab(blocks[i]).get(place(blocks[i]), bytes, at, Math.min(BLOCK, length - at));
    }
    return bytes;
  }

  /** They must not be asked for again. */
  void drop(int[] blocks) {
    if (freeCount + blocks.length > free.length) {
      free = Arrays.copyOf(free, 2 * (freeCount + blocks.length));
    }
    System.arraycopy(blocks, 0, free, freeCount, blocks.length);
    freeCount += blocks.length;
  }

  /** Memory taken from the system. */
  long size() {
    return (long) slabs.size() * BLOCKS_PER_SLAB * BLOCK;
  }

  private int take() {
    if (freeCount == 0) {
      int first = slabs.size() * BLOCKS_PER_SLAB;
      slabs.add(ByteBuffer.allocateDirect(BLOCKS_PER_SLAB * BLOCK));
      for (int i = BLOCKS_PER_SLAB; i > 0; i--) {
        free[freeCount++] = first + i - 1;
      }
    }
    return free[--freeCount];
  }

  private ByteBuffer slab(int block) {
    return slabs.get(block / BLOCKS_PER_SLAB);
  }

  private static int place(int block) {
    return block % BLOCKS_PER_SLAB * BLOCK;
  }
}
