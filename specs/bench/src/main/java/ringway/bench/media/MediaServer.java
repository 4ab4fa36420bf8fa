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

  /** The same of speech that has to be transcoded, at the media function alone. */
  default LoadedCall transcoded(String id, Arrivals pauses) {
    throw new UnsupportedOperationException(name() + " is not asked to transcode");
  }

  @Override
  void close();
}
