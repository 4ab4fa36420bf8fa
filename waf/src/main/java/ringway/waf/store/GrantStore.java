// SPDX-License-Identifier: Apache-2.0
package ringway.waf.store;

import java.util.Optional;

/** Codes and refresh families. Bounded and thread-safe; each method is one atomic step. */
public interface GrantStore {
  void keep(String codeHash, AuthorizedCode code);

  /**
   * Marks the code as used and opens the family of its refresh tokens in the same step, so that a
   * replay at the same moment finds the family to close.
   */
  Redemption redeem(String codeHash, FamilyOpening opening);

  Optional<RefreshFamily> family(String id);

  /** Replaces the newest token; false when {@code fromHash} is not the newest (any more). */
  boolean rotate(String familyId, String fromHash, String toHash);

  void close(String familyId);

  /** How a family begins once its code is known. */
  @FunctionalInterface
  interface FamilyOpening {
    RefreshFamily open(AuthorizedCode code);
  }
}
