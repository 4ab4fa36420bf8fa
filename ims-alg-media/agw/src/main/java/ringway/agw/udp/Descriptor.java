// SPDX-License-Identifier: Apache-2.0
package ringway.agw.udp;

import java.net.SocketException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.StampedLock;

/**
 * What the system calls a socket. Its number may be another's as soon as it is closed, so who
 * closes waits for those that use it, and nobody uses it any more afterwards.
 */
final class Descriptor {
  /** No use: it is closed. */
  static final long CLOSED = 0;

  private final int number;
  private final StampedLock lock = new StampedLock(); // shared by users, kept once closed
  private final AtomicBoolean closed = new AtomicBoolean();

  Descriptor(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }

  /** To be given to {@link #done} unless it is {@link #CLOSED}. */
  long use() {
    return lock.tryReadLock();
  }

  void done(long use) {
    lock.unlockRead(use);
  }

  /** Again is no error. */
  void close() throws SocketException {
    if (!closed.getAndSet(true)) {
      lock.writeLock();
      Libc.close(number);
    }
  }
}
