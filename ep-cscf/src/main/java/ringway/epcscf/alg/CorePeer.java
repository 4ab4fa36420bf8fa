// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.alg;

import java.util.OptionalLong;

/**
 * Where the core side wants its packets.
 *
 * @param rtcpPort 0 when it wants no RTCP
 * @param kbits the bandwidth it takes (RFC 8866 §5.8); empty when it does not say
 */
public record CorePeer(String address, int port, int rtcpPort, OptionalLong kbits) {
  public CorePeer(String address, int port, int rtcpPort) {
    this(address, port, rtcpPort, OptionalLong.empty());
  }
}
