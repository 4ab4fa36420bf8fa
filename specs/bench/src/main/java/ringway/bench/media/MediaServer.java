// SPDX-License-Identifier: Apache-2.0
package ringway.bench.media;

import java.util.List;

/** What carries the calls, in processes of its own. */
sealed interface MediaServer extends AutoCloseable permits RingwayMedia, BareRtpengine, NoServer {
  String name();

  List<Long> pids();

  /** Memory in use now: the objects alive in a JVM, what is resident of other processes. */
  long bytesInUse();

  /** Sets a call up. */
  LoadedCall call(String id, Arrivals arrivals);

  @Override
  void close();
}
