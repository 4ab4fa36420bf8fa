// SPDX-License-Identifier: Apache-2.0
package ringway.agw.udp;

import java.io.IOException;

/** Waits for many sockets at once. All but {@link #wakeup} is for one thread. */
public interface UdpPoll extends AutoCloseable {
  static UdpPoll open() throws IOException {
    return LinuxUdpSocket.isPresent() ? LinuxUdpPoll.open() : NioUdpPoll.open();
  }

  /**
   * From now on the socket does not wait by itself.
   *
   * @param ready called when there is a datagram, and again while there are more
   */
  void add(UdpSocket socket, Runnable ready) throws IOException;

  /** Closes a socket that was added; its port is free when this returns. */
  void remove(UdpSocket socket) throws IOException;

  /** Calls those that are ready, after waiting for one at most so long. */
  void await(int millis) throws IOException;

  /** Ends the waiting, from any thread; nothing when the poll is closed. */
  void wakeup();

  @Override
  void close() throws IOException;
}
