// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.w2;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;

/** How often each limit was hit. Thread-safe; every limit is shown from the start. */
final class Limits {
  private final Map<Limit, Counter> counters = new EnumMap<>(Limit.class);

  Limits(MeterRegistry metrics) {
    for (Limit limit : Limit.values()) {
      counters.put(limit, metrics.counter("ringway.w2.limited", "limit", limit.label()));
    }
  }

  void hit(Limit limit) {
    counters.get(limit).increment();
  }
}
