// SPDX-License-Identifier: Apache-2.0
package ringway.imscore.sip;

import gov.nist.core.net.NetworkLayer;
import gov.nist.javax.sip.SipStackImpl;
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
import java.util.function.Consumer;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import ringway.imscore.sip.WireTap.Direction;

/**
 * The sockets of one JAIN-SIP stack, with a tap that sees what crosses them. JAIN creates it by
 * name; {@link #tap} is set before the first socket is made.
 */
public final class TappedNetwork implements NetworkLayer {
  private static final int CONNECT_MILLIS = 3_000;

  private volatile WireTap tap = WireTap.none();

  void tap(WireTap wireTap) {
    tap = wireTap;
  }

  @Override
  public DatagramSocket createDatagramSocket() throws SocketException {
    return new TappedDatagramSocket(new InetSocketAddress(0));
  }

  @Override
  public DatagramSocket createDatagramSocket(int port, InetAddress laddr) throws SocketException {
    return new TappedDatagramSocket(new InetSocketAddress(laddr, port));
  }

  @Override
  public ServerSocket createServerSocket(int port, int backlog, InetAddress bindAddress)
      throws IOException {
    return new TappedServerSocket(port, backlog, bindAddress);
  }

  @Override
  public Socket createSocket(InetAddress address, int port) throws IOException {
    Socket socket = new TappedSocket();
    try {
      socket.connect(new InetSocketAddress(address, port), CONNECT_MILLIS);
      return socket;
    } catch (IOException e) {
      socket.close();
      // JAIN cleans its table up on a SocketException only; a time-out is none.
      throw new SocketException("no connection to " + address + ":" + port, e);
    }
  }

  @Override
  public Socket createSocket(InetAddress address, int port, InetAddress localAddress)
      throws IOException {
    return createSocket(address, port);
  }

  @Override
  public Socket createSocket(InetAddress address, int port, InetAddress myAddress, int myPort)
      throws IOException {
    return createSocket(address, port);
  }

  @Override
  public SSLServerSocket createSSLServerSocket(int port, int backlog, InetAddress bindAddress) {
    throw new UnsupportedOperationException("the lab core speaks UDP and TCP");
  }

  @Override
  public SSLSocket createSSLSocket(InetAddress address, int port) {
    throw new UnsupportedOperationException("the lab core speaks UDP and TCP");
  }

  @Override
  public SSLSocket createSSLSocket(InetAddress address, int port, InetAddress localAddress) {
    throw new UnsupportedOperationException("the lab core speaks UDP and TCP");
  }

  @Override
  public void setSipStack(SipStackImpl sipStackImpl) {}

  private final class TappedDatagramSocket extends DatagramSocket {
    TappedDatagramSocket(InetSocketAddress local) throws SocketException {
      super(local);
    }

    @Override
    public void receive(DatagramPacket packet) throws IOException {
      super.receive(packet);
      report(Direction.IN, packet);
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

  private final class TappedServerSocket extends ServerSocket {
    TappedServerSocket(int port, int backlog, InetAddress address) throws IOException {
      super(port, backlog, address);
    }

    @Override
    public Socket accept() throws IOException {
      Socket socket = new TappedSocket();
      implAccept(socket);
      return socket;
    }
  }

  private final class TappedSocket extends Socket {
    private final StreamFraming inbound = framing(Direction.IN);
    private final StreamFraming outbound = framing(Direction.OUT);

    private StreamFraming framing(Direction direction) {
      Consumer<byte[]> report =
          text ->
              tap.message(
                  direction, "tcp " + getInetAddress().getHostAddress() + ":" + getPort(), text);
      return new StreamFraming(report);
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
