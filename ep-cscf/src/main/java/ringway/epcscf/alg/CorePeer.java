// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.alg;

/**
 * Where the core side wants its packets.
 *
 * @param rtcpPort 0 when it wants no RTCP
 */
public record CorePeer(String address, int port, int rtcpPort) {}
