// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.w2;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The open connections by id. Thread-safe. */
public final class FlowTable {
  private final Map<String, Flow> flows = new ConcurrentHashMap<>();

  public Optional<Flow> find(String id) {
    return Optional.ofNullable(flows.get(id));
  }

  public int size() {
    return flows.size();
  }
}
