// SPDX-License-Identifier: Apache-2.0
package ringway.agw.peer;

import java.io.InterruptedIOException;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.bouncycastle.tls.DatagramTransport;

/** The datagrams of one DTLS association of a test peer, which has one socket for all it gets. */
final class PeerRecords implements DatagramTransport {
  private final BlockingQueue<byte[]> queue = new LinkedBlockingQueue<>();
  private final Consumer<byte[]> out;
  private volatile boolean ended;

  PeerRecords(Consumer<byte[]> out) {
    this.out = out;
  }

  void arrived(byte[] datagram) {
    queue.add(datagram);
  }

  @Override
  public int getReceiveLimit() {
    return 2048;
  }

  @Override
  public int getSendLimit() {
    return 1200;
  }

  @Override
  public int receive(byte[] target, int offset, int length, int waitMillis)
      throws InterruptedIOException {
    try {
      byte[] datagram =
          queue.poll(waitMillis == 0 ? Long.MAX_VALUE : waitMillis, TimeUnit.MILLISECONDS);
      if (ended) {
        throw new InterruptedIOException("closed");
      }
      if (datagram == null) {
        return -1;
      }
      System.arraycopy(datagram, 0, target, offset, datagram.length);
      return datagram.length;
    } catch (InterruptedException _) {
      throw new InterruptedIOException("interrupted");
    }
  }

  @Override
  public void send(byte[] source, int offset, int length) {
    out.accept(Arrays.copyOfRange(source, offset, offset + length));
  }

  boolean ended() {
    return ended;
  }

  /** Whoever waits is woken. */
  @Override
  public void close() {
    ended = true;
    queue.add(new byte[0]);
  }
}
