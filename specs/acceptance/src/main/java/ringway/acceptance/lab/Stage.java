// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.lab;

import ringway.runtime.ladder.Ladder;

/** Where a flow takes place. */
public sealed interface Stage extends AutoCloseable
    permits Lab, HomeLab, SsoLab, Chain, KamailioLab, TwoNodes, ManyUsers {
  Ladder ladder();

  @Override
  void close();
}
