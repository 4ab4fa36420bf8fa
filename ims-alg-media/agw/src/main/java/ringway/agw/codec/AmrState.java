// SPDX-License-Identifier: Apache-2.0
package ringway.agw.codec;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A decoder or coder in the memory of its library, with room for one frame and its samples. Another
 * thread may close it while it is in use: then it does nothing any more.
 */
final class AmrState implements AutoCloseable {
  private static final AtomicInteger open = new AtomicInteger();

  private final AmrVariant variant;
  private final MethodHandle run;
  private final MethodHandle exit;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment frame;
  private final MemorySegment samples;
  private final MemorySegment state;
  private boolean closed; // guarded by this

  private AmrState(AmrVariant variant, MethodHandle init, MethodHandle run, MethodHandle exit) {
    this.variant = variant;
    this.run = run;
    this.exit = exit;
    frame = arena.allocate(AmrVariant.LONGEST_FRAME);
    samples = arena.allocate(JAVA_SHORT, variant.samples());
    state = opened(init);
    open.incrementAndGet();
  }

  /** How many there are in this process. */
  static int open() {
    return open.get();
  }

  private MemorySegment opened(MethodHandle init) {
    MemorySegment made = MemorySegment.NULL;
    try {
      made = (MemorySegment) init.invokeExact();
    } catch (Throwable e) {
      throw failed(e);
    } finally {
      if (made.equals(MemorySegment.NULL)) {
        arena.close();
      }
    }
    if (made.equals(MemorySegment.NULL)) {
      throw new IllegalStateException("no memory for a codec of " + variant);
    }
    return made;
  }

  static AmrState decoder(AmrVariant variant) {
    AmrLibrary library = AmrLibrary.of(variant).orElseThrow();
    return new AmrState(variant, library.openDecoder(), library.decode(), library.closeDecoder());
  }

  static AmrState encoder(AmrVariant variant) {
    AmrLibrary library = AmrLibrary.of(variant).orElseThrow();
    return new AmrState(variant, library.openEncoder(), library.encode(), library.closeEncoder());
  }

  /** One frame as files have it to 20 ms of samples; false when it is closed. */
  synchronized boolean decode(byte[] stored, short[] out, int at) {
    if (closed) {
      return false;
    }
    MemorySegment.copy(stored, 0, frame, JAVA_BYTE, 0, AmrVariant.LONGEST_FRAME);
    try {
      run.invokeExact(state, frame, samples, 0); // bad ones are told by their type
    } catch (Throwable e) {
      throw failed(e);
    }
    MemorySegment.copy(samples, JAVA_SHORT, 0, out, at, variant.samples());
    return true;
  }

  /** 20 ms of samples to one frame as files have it; false when it is closed. */
  synchronized boolean encode(int mode, short[] in, byte[] stored) {
    if (closed) {
      return false;
    }
    MemorySegment.copy(in, 0, samples, JAVA_SHORT, 0, variant.samples());
    try {
      int _ = (int) run.invokeExact(state, mode, samples, frame, 0);
    } catch (Throwable e) {
      throw failed(e);
    }
    MemorySegment.copy(frame, JAVA_BYTE, 0, stored, 0, AmrVariant.LONGEST_FRAME);
    return true;
  }

  private static IllegalStateException failed(Throwable cause) {
    return new IllegalStateException("a codec library cannot be called", cause);
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    open.decrementAndGet();
    try {
      exit.invokeExact(state);
    } catch (Throwable e) {
      throw failed(e);
    } finally {
      arena.close();
    }
  }
}
