// SPDX-License-Identifier: Apache-2.0
package ringway.agw.udp;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/**
 * Where datagrams come from and go to, as numbers: the 128 bits of an IPv6 address, or of the one
 * an IPv4 address maps to (RFC 4291 §2.5.5.2).
 *
 * @param scope of a link-local address, else 0
 * @param inet the same for people and for the JDK
 */
public record UdpAddress(long high, long low, int port, int scope, InetSocketAddress inet) {
  private static final int OCTETS = 16;
  private static final long MAPPED = 0xffff;

  static UdpAddress of(long high, long low, int port, int scope) {
    byte[] octets = ByteBuffer.allocate(OCTETS).putLong(high).putLong(low).array();
    try {
      InetAddress address =
          scope == 0
              ? InetAddress.getByAddress(octets) // makes the mapped ones IPv4 again
              : Inet6Address.getByAddress(null, octets, scope);
      return new UdpAddress(high, low, port, scope, new InetSocketAddress(address, port));
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  public static UdpAddress of(InetSocketAddress inet) {
    byte[] octets = inet.getAddress().getAddress();
    if (octets.length == OCTETS) {
      ByteBuffer words = ByteBuffer.wrap(octets);
      int scope = ((Inet6Address) inet.getAddress()).getScopeId();
      return new UdpAddress(words.getLong(), words.getLong(), inet.getPort(), scope, inet);
    }
    return new UdpAddress(0, mapped(ByteBuffer.wrap(octets).getInt()), inet.getPort(), 0, inet);
  }

  /** Whether it is one of IPv4. */
  boolean isMapped() {
    return high == 0 && low >>> Integer.SIZE == MAPPED;
  }

  static long mapped(int address) {
    return MAPPED << Integer.SIZE | Integer.toUnsignedLong(address);
  }
}
