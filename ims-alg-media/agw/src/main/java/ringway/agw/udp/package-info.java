// SPDX-License-Identifier: Apache-2.0
/**
 * UDP for many packets a second: sockets ({@link ringway.agw.udp.UdpSocket}) and the wait for many
 * of them ({@link ringway.agw.udp.UdpPoll}), by the calls of Linux where it is Linux, else by the
 * JDK's channels. By hand, since no library receives without an object for the sender of each
 * datagram.
 */
@NullMarked
package ringway.agw.udp;

import org.jspecify.annotations.NullMarked;
