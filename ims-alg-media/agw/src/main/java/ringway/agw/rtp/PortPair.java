// SPDX-License-Identifier: Apache-2.0
package ringway.agw.rtp;

import ringway.agw.udp.UdpSocket;

/** Two bound sockets: RTP on an even port, RTCP on the next (RFC 3550 §11). */
record PortPair(UdpSocket rtp, UdpSocket rtcp) {
  int port() {
    return rtp.localAddress().getPort();
  }

  int rtcpPort() {
    return rtcp.localAddress().getPort();
  }
}
