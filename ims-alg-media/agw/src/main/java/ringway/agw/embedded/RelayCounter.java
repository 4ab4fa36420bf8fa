// SPDX-License-Identifier: Apache-2.0
package ringway.agw.embedded;

import ringway.iq.Audit;

/** Packets relayed in one direction: written by the one thread that relays, read by anyone. */
final class RelayCounter {
  private volatile long packets;
  private volatile long octets;

  void relayed(int length) {
    packets = packets + 1;
    octets = octets + length;
  }

  Audit.Counters read() {
    return new Audit.Counters(packets, octets);
  }
}
