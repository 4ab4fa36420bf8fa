// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.mw;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import ringway.epcscf.sip.SipParser;
import ringway.epcscf.sip.SipReject;

/** Cuts a byte stream into messages at their Content-Length (RFC 3261 §18.3). For one thread. */
final class StreamReader {
  /** What comes out of the stream. */
  sealed interface Item {
    record Message(byte[] bytes) implements Item {}

    /** A double CRLF between messages, RFC 5626 §3.5.1. */
    record Ping() implements Item {}

    /** From here on nobody knows where a message begins. */
    record Broken(byte[] bytes, SipReject reject) implements Item {}

    /** Nothing came for the idle time. */
    record Idle() implements Item {}

    record End() implements Item {}
  }

  private static final int FIRST_BUFFER = 4 * 1024;

  private final Socket socket;
  private final InputStream in;
  private final int maxMessage;
  private final Duration idle;
  private final Duration patience;
  private byte[] buffer = new byte[FIRST_BUFFER];
  private int filled;
  private int lineBreaks;

  /**
   * @param patience from the first byte of a message to its last
   */
  StreamReader(Socket socket, int maxMessage, Duration idle, Duration patience) throws IOException {
    this.socket = socket;
    this.in = socket.getInputStream();
    this.maxMessage = maxMessage;
    this.idle = idle;
    this.patience = patience;
  }

  /** Blocks until there is something. */
  Item next() throws IOException {
    while (true) {
      if (skipLineBreaks()) {
        return new Item.Ping();
      }
      if (filled > 0) {
        return message();
      }
      try {
        if (!fill(idle)) {
          return new Item.End();
        }
      } catch (SocketTimeoutException _) {
        return new Item.Idle();
      }
    }
  }

  /** True when a whole ping has been skipped. */
  private boolean skipLineBreaks() {
    int at = 0;
    while (at < filled && (buffer[at] == '\r' || buffer[at] == '\n')) {
      at++;
      lineBreaks++;
      if (lineBreaks == 4) {
        consume(at);
        lineBreaks = 0;
        return true;
      }
    }
    consume(at);
    if (filled > 0) {
      lineBreaks = 0;
    }
    return false;
  }

  private Item message() throws IOException {
    long deadline = System.nanoTime() + patience.toNanos();
    int scanned = 0;
    int head = headEnd(scanned);
    while (head < 0) {
      scanned = Math.max(0, filled - 3);
      if (filled >= maxMessage) {
        return broken(SipReject.of(513, "Message Too Large"));
      }
      if (!fillUntil(deadline)) {
        return broken(SipReject.badRequest("the connection ended within a message"));
      }
      head = headEnd(scanned);
    }
    long total;
    try {
      total = head + SipParser.contentLength(Arrays.copyOf(buffer, head));
    } catch (SipReject reject) {
      return broken(reject);
    }
    if (total > maxMessage) {
      return broken(SipReject.of(513, "Message Too Large"));
    }
    while (filled < total) {
      if (!fillUntil(deadline)) {
        return broken(SipReject.badRequest("the connection ended within a message"));
      }
    }
    byte[] message = Arrays.copyOf(buffer, (int) total);
    consume((int) total);
    return new Item.Message(message);
  }

  private Item broken(SipReject reject) {
    return new Item.Broken(Arrays.copyOf(buffer, filled), reject);
  }

  /** Where the body begins; below 0 while the empty line has not come. */
  private int headEnd(int from) {
    for (int i = from; i < filled; i++) {
      if (buffer[i] != '\n') {
        continue;
      }
      int next = i + 1 < filled && buffer[i + 1] == '\r' ? i + 2 : i + 1;
      if (next < filled && buffer[next] == '\n') {
        return next + 1;
      }
    }
    return -1;
  }

  private boolean fillUntil(long deadline) throws IOException {
    long left = deadline - System.nanoTime();
    if (left <= 0) {
      throw new SocketTimeoutException("a message took too long to come");
    }
    return fill(Duration.ofNanos(left));
  }

  /** False at the end of the stream. */
  private boolean fill(Duration limit) throws IOException {
    if (filled == buffer.length) {
      buffer = Arrays.copyOf(buffer, buffer.length * 2);
    }
    socket.setSoTimeout((int) Math.max(1, TimeUnit.NANOSECONDS.toMillis(limit.toNanos())));
    int read = in.read(buffer, filled, buffer.length - filled);
    filled += Math.max(0, read);
    return read >= 0;
  }

  private void consume(int count) {
    System.arraycopy(buffer, count, buffer, 0, filled - count);
    filled -= count;
    if (filled == 0 && buffer.length > FIRST_BUFFER) {
      buffer = new byte[FIRST_BUFFER]; // an idle connection holds no large buffer
    }
  }
}
