// SPDX-License-Identifier: Apache-2.0
package ringway.bench.edge;

import java.io.IOException;

/** One browser's worth of load, one thing at a time. Used by one thread. */
interface LoadClient extends AutoCloseable {
  /**
   * Does it once.
   *
   * @return the nanoseconds that count
   */
  long run() throws IOException;

  @Override
  void close();
}
