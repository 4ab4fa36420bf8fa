// SPDX-License-Identifier: Apache-2.0
package ringway.imscore.sip;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Arrays;
import ringway.imscore.sip.WireTap.Direction;

/** Sockets that tell a {@link WireTap} what crosses them. */
final class TappedSockets {
  private TappedSockets() {}

  /**
   * JAIN takes the end of a line for what a backslash escapes and reads on until memory is out:
   * such a backslash becomes a space. One that a read ends with may be of that kind.
   */
  static void disarm(byte[] data, int offset, int length) {
    int run = 0;
    for (int i = offset; i <= offset + length; i++) {
      boolean lineEnds = i == offset + length || data[i] == '\r' || data[i] == '\n';
      if (lineEnds && run % 2 == 1) {
        data[i - 1] = ' ';
      }
      run = !lineEnds && data[i] == '\\' ? run + 1 : 0;
    }
  }

  static final class Udp extends DatagramSocket {
    private final WireTap tap;

    Udp(InetSocketAddress local, WireTap tap) throws SocketException {
      super(local);
      this.tap = tap;
    }

    @Override
    public void receive(DatagramPacket packet) throws IOException {
      super.receive(packet);
      report(Direction.IN, packet);
      disarm(packet.getData(), packet.getOffset(), packet.getLength());
    }

    @Override
    public void send(DatagramPacket packet) throws IOException {
      report(Direction.OUT, packet);
      super.send(packet);
    }

    private void report(Direction direction, DatagramPacket packet) {
      String peer = "udp " + packet.getAddress().getHostAddress() + ":" + packet.getPort();
      byte[] text =
          Arrays.copyOfRange(
              packet.getData(), packet.getOffset(), packet.getOffset() + packet.getLength());
      tap.message(direction, peer, text);
    }
  }

  static final class Server extends ServerSocket {
    private static final int BACKLOG = 50;
    private final WireTap tap;

    Server(InetAddress address, int port, WireTap tap) throws IOException {
      super(port, BACKLOG, address);
      this.tap = tap;
    }

    @Override
    public Socket accept() throws IOException {
      Socket socket = new Connection(tap);
      implAccept(socket);
      return socket;
    }
  }

  static final class Connection extends Socket {
    private final StreamFraming inbound;
    private final StreamFraming outbound;

    Connection(WireTap tap) {
      inbound = new StreamFraming(text -> tap.message(Direction.IN, peer(), text));
      outbound = new StreamFraming(text -> tap.message(Direction.OUT, peer(), text));
    }

    private String peer() {
      return "tcp " + getInetAddress().getHostAddress() + ":" + getPort();
    }

    @Override
    public InputStream getInputStream() throws IOException {
      return new FilterInputStream(super.getInputStream()) {
        @Override
        public int read() throws IOException {
          byte[] one = new byte[1];
          return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
          int count = super.read(buffer, offset, length);
          if (count > 0) {
            inbound.bytes(buffer, offset, count);
            disarm(buffer, offset, count);
          }
          return count;
        }
      };
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
      return new FilterOutputStream(super.getOutputStream()) {
        @Override
        public void write(int b) throws IOException {
          write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] buffer, int offset, int length) throws IOException {
          synchronized (outbound) {
            outbound.bytes(buffer, offset, length);
          }
          out.write(buffer, offset, length);
        }
      };
    }
  }
}
