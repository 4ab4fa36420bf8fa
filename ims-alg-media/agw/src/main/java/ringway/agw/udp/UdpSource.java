// SPDX-License-Identifier: Apache-2.0
package ringway.agw.udp;

/**
 * Who sent the datagram just received; the next one changes it, so that none makes garbage. Belongs
 * to one thread.
 */
public final class UdpSource {
  private long high;
  private long low;
  private int port;
  private int scope;

  void set(long highBits, long lowBits, int fromPort, int fromScope) {
    high = highBits;
    low = lowBits;
    port = fromPort;
    scope = fromScope;
  }

  /** The scope tells nothing apart: who signals an address does not know ours. */
  public boolean is(UdpAddress address) {
    return port == address.port() && isAt(address);
  }

  /** From whatever port. */
  public boolean isAt(UdpAddress address) {
    return low == address.low() && high == address.high();
  }

  /** Differs for ports and addresses that are beside each other. */
  public int hash() {
    long mixed = (high * 31 + low) * 31 + port;
    mixed *= 0x9e37_79b9_7f4a_7c15L; // Fibonacci hashing: the upper bits depend on all
    return (int) (mixed >>> Integer.SIZE);
  }

  public UdpAddress address() {
    return UdpAddress.of(high, low, port, scope);
  }
}
