// SPDX-License-Identifier: Apache-2.0
package ringway.agw.udp;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * By the system's own calls, one a datagram. The JDK's channel makes two or three, and an object
 * for who has sent it, and those that send wait for each other.
 */
final class LinuxUdpSocket implements UdpSocket {
  private static final Logger log = LoggerFactory.getLogger(LinuxUdpSocket.class);
  private static final ThreadLocal<SocketMemory> memories =
      ThreadLocal.withInitial(SocketMemory::new);

  private static final boolean PRESENT = find();

  private final Descriptor descriptor;
  private final int family;
  private final InetSocketAddress local;
  private volatile boolean waits = true;
  private volatile boolean open = true;

  private LinuxUdpSocket(Descriptor descriptor, int family, InetSocketAddress local) {
    this.descriptor = descriptor;
    this.family = family;
    this.local = local;
  }

  static boolean isPresent() {
    return PRESENT;
  }

  private static boolean find() {
    boolean present =
        System.getProperty("os.name").equals("Linux")
            && LinuxUdpSocket.class.getModule().isNativeAccessEnabled();
    log.info("udp by={}", present ? "linux" : "jdk");
    return present;
  }

  static LinuxUdpSocket open(InetSocketAddress address, int dscp) throws IOException {
    int family = address.getAddress() instanceof Inet4Address ? Libc.AF_INET : Libc.AF_INET6;
    int socket = Libc.socket(family);
    try {
      Dscp.mark(dscp, octet -> mark(socket, family, octet));
      if (family == Libc.AF_INET6) {
        Libc.option(socket, Libc.IPPROTO_IPV6, Libc.IPV6_V6ONLY, 0); // :: takes IPv4 as well
      }
      SocketMemory memory = memories.get();
      memory.bind(socket, family, UdpAddress.of(address));
      return new LinuxUdpSocket(new Descriptor(socket), family, memory.boundTo(socket).inet());
    } catch (IOException | RuntimeException e) {
      Libc.close(socket);
      throw e;
    }
  }

  private static void mark(int socket, int family, int octet) throws SocketException {
    Libc.option(socket, Libc.IPPROTO_IP, Libc.IP_TOS, octet);
    if (family == Libc.AF_INET6) {
      Libc.option(socket, Libc.IPPROTO_IPV6, Libc.IPV6_TCLASS, octet);
    }
  }

  @Override
  public void kernelBuffer(int octets) throws SocketException {
    Libc.option(descriptor.number(), Libc.SOL_SOCKET, Libc.SO_RCVBUF, octets);
    Libc.option(descriptor.number(), Libc.SOL_SOCKET, Libc.SO_SNDBUF, octets);
  }

  Descriptor descriptor() {
    return descriptor;
  }

  /** Waits for nothing any more, as another does. */
  void polled() {
    waits = false;
  }

  @Override
  public InetSocketAddress localAddress() {
    return local;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public boolean receive(ByteBuffer datagram, UdpSource source) throws SocketException {
    long use = descriptor.use();
    if (use == Descriptor.CLOSED) {
      return false;
    }
    try {
      return memories.get().receive(descriptor.number(), waits, datagram, source) && open;
    } finally {
      descriptor.done(use);
    }
  }

  @Override
  public boolean send(ByteBuffer datagram, UdpAddress destination) {
    long use = descriptor.use();
    if (use == Descriptor.CLOSED) {
      return false;
    }
    try {
      return memories.get().send(descriptor.number(), family, datagram, destination);
    } finally {
      descriptor.done(use);
    }
  }

  @Override
  public synchronized void close() {
    if (!open) {
      return;
    }
    open = false;
    Libc.shutdown(descriptor.number());
    try {
      descriptor.close();
    } catch (SocketException e) {
      log.warn("UDP port {} did not close cleanly: {}", local.getPort(), e.getMessage());
    }
  }
}
