// SPDX-License-Identifier: Apache-2.0
package ringway.bench.media;

import java.net.InetSocketAddress;
import java.util.List;
import ringway.agw.peer.WebRtcPeer;

/** What carries the calls, in processes of its own. */
sealed interface MediaServer extends AutoCloseable permits RingwayMedia, BareRtpengine {
  String name();

  List<Long> pids();

  /** Memory in use now: the objects alive in a JVM, what is resident of other processes. */
  long bytesInUse();

  /** Sets a call up between the two and tells where the phone is to send. */
  InetSocketAddress connect(String id, WebRtcPeer browser, InetSocketAddress phone);

  @Override
  void close();
}
