// SPDX-License-Identifier: Apache-2.0
package ringway.agw.rtpengine;

import java.io.IOException;

/** Carries NG messages to one rtpengine and back. Thread-safe. */
interface NgTransport extends AutoCloseable {
  /** Takes what comes; any thread. */
  interface Receiver {
    void received(String message);
  }

  void send(String message) throws IOException;

  /** Whether messages get lost, so that they have to be repeated. */
  boolean lossy();

  @Override
  void close();
}
