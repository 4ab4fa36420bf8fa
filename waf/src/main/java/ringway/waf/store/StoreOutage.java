// SPDX-License-Identifier: Apache-2.0
package ringway.waf.store;

import java.sql.SQLException;
import java.util.Optional;

/** Tells a store that is away, or too busy, from a mistake of ours in using it. */
public final class StoreOutage {
  /** After which a caller may try again, in seconds; about what a failover takes. */
  public static final String RETRY_AFTER = "5";

  private StoreOutage() {}

  /** Whether the same request may succeed later. */
  public static boolean is(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        String state = Optional.ofNullable(sql.getSQLState()).orElse("");
        // Data exceptions, broken constraints and wrong statements stay what they are.
        return !(state.startsWith("22") || state.startsWith("23") || state.startsWith("42"));
      }
    }
    return false;
  }
}
