// SPDX-License-Identifier: Apache-2.0
package ringway.agw.engine;

import java.util.concurrent.atomic.AtomicLong;
import ringway.iq.SideReport;

/** What the play-out buffer of a direction had to do, in the life of the stream. Thread-safe. */
final class PlayOutTally {
  private final AtomicLong concealed = new AtomicLong();
  private final AtomicLong shortened = new AtomicLong();
  private final AtomicLong tooLate = new AtomicLong();

  void concealed() {
    concealed.incrementAndGet();
  }

  void shortened() {
    shortened.incrementAndGet();
  }

  void tooLate() {
    tooLate.incrementAndGet();
  }

  SideReport.PlayOut read() {
    return new SideReport.PlayOut(concealed.get(), shortened.get(), tooLate.get());
  }
}
