// SPDX-License-Identifier: Apache-2.0
package ringway.imscore.sip;

/** Sees every SIP message at the socket, retransmissions and garbage included. Thread-safe. */
public interface WireTap {
  enum Direction {
    IN,
    OUT
  }

  /**
   * @param peer {@code udp 127.0.0.1:5070}
   */
  void message(Direction direction, String peer, byte[] text);

  /** Sees nothing. */
  static WireTap none() {
    return (_, _, _) -> {};
  }
}
