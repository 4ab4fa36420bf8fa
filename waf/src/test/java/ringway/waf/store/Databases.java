// SPDX-License-Identifier: Apache-2.0
package ringway.waf.store;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Optional;
import java.util.UUID;
import ringway.runtime.store.Database;
import ringway.runtime.store.StoreConfig;

/** Every database the WAF runs on, each store of it new: the parameter of a test. */
public enum Databases {
  H2 {
    @Override
    public StoreConfig fresh() {
      // In memory, but with a name, so that a second node can open it as well.
      return config("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "");
    }
  },
  POSTGRESQL {
    @Override
    public StoreConfig fresh() {
      assumeTrue(PostgreSql.server().isPresent(), "PostgreSQL is not installed");
      return config(PostgreSql.server().get().newDatabase(), PostgreSql.user());
    }
  };

  /** An empty database; opened twice it is that of two nodes. */
  public abstract StoreConfig fresh();

  /** {@link #fresh}, opened. */
  public Database open() {
    return WafDatabase.open(fresh());
  }

  private static StoreConfig config(String url, String user) {
    return new StoreConfig(url, user, Optional.empty(), 8);
  }
}
