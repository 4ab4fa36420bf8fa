// SPDX-License-Identifier: Apache-2.0
package ringway.agw.dtls;

import java.io.InterruptedIOException;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.bouncycastle.tls.DatagramTransport;

/**
 * What Bouncy Castle takes for a socket: a bounded queue one way, the stream's sender the other.
 */
final class DatagramQueue implements DatagramTransport {
  private static final int CAPACITY = 64;
  private static final int RECEIVE_LIMIT = 2048;
  private static final int SEND_LIMIT = 1200; // fits every path that carries WebRTC
  private static final byte[] END = new byte[0];

  private final BlockingQueue<byte[]> waiting = new ArrayBlockingQueue<>(CAPACITY);
  private final Consumer<byte[]> sender;
  private volatile boolean ended;

  DatagramQueue(Consumer<byte[]> sender) {
    this.sender = sender;
  }

  /** False when the reader does not keep up. */
  boolean offer(byte[] datagram) {
    return waiting.offer(datagram);
  }

  /** Makes the next or the waiting {@link #receive} fail. */
  void end() {
    ended = true;
    waiting.offer(END);
  }

  @Override
  public int getReceiveLimit() {
    return RECEIVE_LIMIT;
  }

  @Override
  public int getSendLimit() {
    return SEND_LIMIT;
  }

  @Override
  public int receive(byte[] buffer, int offset, int length, int waitMillis)
      throws InterruptedIOException {
    byte[] datagram = next(waitMillis);
    if (ended) {
      throw new InterruptedIOException("association ended");
    }
    if (datagram.length == 0 || datagram.length > length) {
      return -1;
    }
    System.arraycopy(datagram, 0, buffer, offset, datagram.length);
    return datagram.length;
  }

  private byte[] next(int waitMillis) throws InterruptedIOException {
    try {
      if (waitMillis == 0) {
        return waiting.take();
      }
      byte[] datagram = waiting.poll(waitMillis, TimeUnit.MILLISECONDS);
      return datagram == null ? END : datagram;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  @Override
  public void send(byte[] buffer, int offset, int length) {
    sender.accept(Arrays.copyOfRange(buffer, offset, offset + length));
  }

  @Override
  public void close() {
    end();
  }
}
