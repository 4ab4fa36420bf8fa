// SPDX-License-Identifier: Apache-2.0
package ringway.agw.udp;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.SocketException;
import java.util.Arrays;

/** By epoll; a call for all that is ready, and nothing kept for it. */
final class LinuxUdpPoll implements UdpPoll {
  private static final int EPOLLIN = 1;
  private static final int EPOLLET = 1 << 31; // told once for each signal
  private static final int ROOM = 64; // ready ones in a look

  /** The structure epoll_event: what is ready and our number for it. */
  private static final boolean PACKED = System.getProperty("os.arch").equals("amd64");

  private static final int NUMBER = PACKED ? 4 : 8;
  private static final int EVENT = NUMBER + Long.BYTES;

  private static final Runnable NOBODY = () -> {};

  private final Descriptor poll;
  private final Descriptor signal;
  private final MemorySegment state = Libc.newState();
  private final MemorySegment events = Arena.ofAuto().allocate((long) EVENT * ROOM, Long.BYTES);
  private Runnable[] byNumber = {};

  private LinuxUdpPoll(Descriptor poll, Descriptor signal) {
    this.poll = poll;
    this.signal = signal;
  }

  static LinuxUdpPoll open() throws IOException {
    Descriptor poll = new Descriptor(Libc.newPoll());
    try {
      LinuxUdpPoll opened = new LinuxUdpPoll(poll, new Descriptor(Libc.newSignal()));
      opened.add(opened.signal, EPOLLIN | EPOLLET, NOBODY);
      return opened;
    } catch (IOException e) {
      poll.close();
      throw e;
    }
  }

  @Override
  public void add(UdpSocket socket, Runnable ready) throws IOException {
    LinuxUdpSocket linux = (LinuxUdpSocket) socket;
    linux.polled();
    add(linux.descriptor(), EPOLLIN, ready);
  }

  private void add(Descriptor descriptor, int kinds, Runnable ready) throws SocketException {
    int number = descriptor.number();
    place(number, ready);
    events.set(JAVA_INT, 0, kinds);
    events.set(JAVA_INT, NUMBER, number);
    long use = poll.use();
    if (use == Descriptor.CLOSED) {
      throw new SocketException("the poll is closed");
    }
    try {
      Libc.addToPoll(poll.number(), number, events);
    } finally {
      poll.done(use);
    }
  }

  private void place(int number, Runnable ready) {
    int before = byNumber.length;
    if (number >= before) {
      byNumber = Arrays.copyOf(byNumber, 2 * number);
      Arrays.fill(byNumber, before, byNumber.length, NOBODY);
    }
    byNumber[number] = ready;
  }

  /** What is closed is no longer waited for. */
  @Override
  public void remove(UdpSocket socket) {
    place(((LinuxUdpSocket) socket).descriptor().number(), NOBODY);
    socket.close();
  }

  @Override
  public void await(int millis) throws IOException {
    int ready = Libc.poll(state, poll.number(), events.address(), ROOM, millis);
    for (int i = 0; i < ready; i++) {
      byNumber[events.get(JAVA_INT, (long) i * EVENT + NUMBER)].run();
    }
  }

  @Override
  public void wakeup() {
    long use = signal.use();
    if (use == Descriptor.CLOSED) {
      return;
    }
    try {
      Libc.signal(signal.number());
    } catch (SocketException e) {
      throw new IllegalStateException("nobody is woken", e);
    } finally {
      signal.done(use);
    }
  }

  @Override
  public void close() throws IOException {
    signal.close();
    poll.close();
  }
}
