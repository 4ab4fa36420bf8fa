// SPDX-License-Identifier: Apache-2.0
package ringway.agw.engine;

import ringway.agw.embedded.Bench;

class EmbeddedContractTest extends EngineContract {
  @Override
  void choose(Bench.Settings with) {
    with.engine = EngineKind.EMBEDDED;
  }

  @Override
  void assertNothingHeld() {
    // There is nothing but the contexts, which the contract looks at.
  }
}
