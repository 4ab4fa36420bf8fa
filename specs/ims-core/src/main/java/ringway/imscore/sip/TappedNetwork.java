// SPDX-License-Identifier: Apache-2.0
package ringway.imscore.sip;

import gov.nist.core.net.NetworkLayer;
import gov.nist.javax.sip.SipStackImpl;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Optional;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/**
 * Gives one JAIN-SIP stack the sockets it listens on, opened before, and tapped ones to connect
 * with. JAIN creates it by name; {@link #use} comes before the first socket is asked for.
 */
public final class TappedNetwork implements NetworkLayer {
  private static final int CONNECT_MILLIS = 3_000;

  private volatile Optional<ListeningSockets> listening = Optional.empty();

  void use(ListeningSockets sockets) {
    listening = Optional.of(sockets);
  }

  private ListeningSockets listening() {
    return listening.orElseThrow(() -> new IllegalStateException("use() comes first"));
  }

  @Override
  public DatagramSocket createDatagramSocket() {
    return listening().udp();
  }

  @Override
  public DatagramSocket createDatagramSocket(int port, InetAddress laddr) {
    return listening().udp();
  }

  @Override
  public ServerSocket createServerSocket(int port, int backlog, InetAddress bindAddress) {
    return listening().tcp();
  }

  @Override
  public Socket createSocket(InetAddress address, int port) throws IOException {
    Socket socket = new TappedSockets.Connection(listening().tap());
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
}
