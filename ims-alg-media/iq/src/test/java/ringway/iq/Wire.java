// SPDX-License-Identifier: Apache-2.0
package ringway.iq;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A TCP line to a port on loopback that a test can cut and mend. */
final class Wire implements AutoCloseable {
  private final ServerSocket entry;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile int target;
  private volatile boolean cut;
  private volatile boolean muted;

  Wire(int target) throws IOException {
    this.target = target;
    entry = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.startVirtualThread(this::accept);
  }

  int port() {
    return entry.getLocalPort();
  }

  void cut() {
    cut = true;
    open.forEach(Wire::closeQuietly);
    open.clear();
  }

  void mend() {
    cut = false;
    muted = false;
  }

  /** What the target says is swallowed until the line is cut and mended. */
  void mute() {
    muted = true;
  }

  /** From the next connection on. */
  void leadTo(int port) {
    target = port;
  }

  private void accept() {
    try {
      while (true) {
        Socket near = entry.accept();
        if (cut) {
          near.close();
          continue;
        }
        Socket far = new Socket();
        far.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
        open.add(near);
        open.add(far);
        Thread.startVirtualThread(() -> pump(near, far, false));
        Thread.startVirtualThread(() -> pump(far, near, true));
      }
    } catch (IOException _) {
      // closed
    }
  }

  private void pump(Socket from, Socket to, boolean answers) {
    byte[] buffer = new byte[4096];
    try {
      while (true) {
        int read = from.getInputStream().read(buffer);
        if (read < 0) {
          break;
        }
        if (!answers || !muted) {
          to.getOutputStream().write(buffer, 0, read);
        }
      }
    } catch (IOException _) {
      // cut
    } finally {
      closeQuietly(from);
      closeQuietly(to);
    }
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    entry.close();
    cut();
  }
}
