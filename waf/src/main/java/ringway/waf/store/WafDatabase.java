// SPDX-License-Identifier: Apache-2.0
package ringway.waf.store;

import ringway.runtime.store.Database;
import ringway.runtime.store.StoreConfig;

/** The one database of the WAF. */
public final class WafDatabase {
  /** Flyway's own name, which stores have had from the first. */
  private static final String HISTORY = "flyway_schema_history";

  private WafDatabase() {}

  /** Opens it, its schema brought up to date. */
  public static Database open(StoreConfig config) {
    return Database.open("waf", HISTORY, config);
  }
}
