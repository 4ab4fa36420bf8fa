// SPDX-License-Identifier: Apache-2.0
package ringway.bench.media;

import java.io.IOException;

/** Two who talk to each other all the time. */
interface LoadedCall extends AutoCloseable {
  /** One packet each way; by one thread. */
  void speak() throws IOException;

  /** What keeps the call up, now and then. Waits for the answer. */
  void askConsent();

  @Override
  void close();
}
