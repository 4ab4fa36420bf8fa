// SPDX-License-Identifier: Apache-2.0
package ringway.launcher;

import java.util.concurrent.CountDownLatch;

/** Keeps the process alive until Ctrl-C or SIGTERM, then closes what runs. */
final class RunUntilStopped {
  private RunUntilStopped() {}

  /**
   * Never returns normally: the JVM ends while it waits.
   *
   * @param stopping run before the closing begins
   * @param stopped run after it
   */
  static void await(AutoCloseable running, Runnable stopping, Runnable stopped)
      throws InterruptedException {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  stopping.run();
                  try {
                    running.close();
                  } catch (Exception e) {
                    throw new IllegalStateException("did not close cleanly", e);
                  }
                  stopped.run();
                },
                "shutdown"));
    new CountDownLatch(1).await();
  }
}
