// SPDX-License-Identifier: Apache-2.0
package ringway.agw.udp;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.function.Consumer;

/** By the JDK's selector. */
final class NioUdpPoll implements UdpPoll {
  private final Selector selector;
  private final Consumer<SelectionKey> calling = NioUdpPoll::call; // made once

  private NioUdpPoll(Selector selector) {
    this.selector = selector;
  }

  static NioUdpPoll open() throws IOException {
    return new NioUdpPoll(Selector.open());
  }

  @Override
  public void add(UdpSocket socket, Runnable ready) throws IOException {
    ((NioUdpSocket) socket).register(selector, ready);
  }

  /** A closed channel keeps its port until the selector has looked at it again. */
  @Override
  public void remove(UdpSocket socket) throws IOException {
    socket.close();
    if (selector.isOpen()) {
      selector.selectNow(calling);
    }
  }

  @Override
  public void await(int millis) throws IOException {
    if (millis == 0) {
      selector.selectNow(calling);
    } else {
      selector.select(calling, millis);
    }
  }

  private static void call(SelectionKey key) {
    if (key.isValid()) {
      ((Runnable) key.attachment()).run();
    }
  }

  @Override
  public void wakeup() {
    selector.wakeup();
  }

  @Override
  public void close() throws IOException {
    selector.close();
  }
}
