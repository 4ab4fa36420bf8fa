// SPDX-License-Identifier: Apache-2.0
package ringway.waf.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import ringway.runtime.config.ConfigError;

/**
 * The one database of the WAF, H2 or PostgreSQL, its schema brought up to date at start. All SQL
 * keeps to what both understand; H2 runs in its PostgreSQL mode. Thread-safe.
 */
public final class Database implements AutoCloseable {
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
  private static final String MIGRATIONS = "classpath:ringway/waf/store";

  /** As PostgreSQL sees names and nulls. */
  private static final String H2_LIKE_POSTGRESQL =
      ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH";

  /** A commit that was told is on its way to the file: what was revoked stays so after kill -9. */
  private static final String H2_WRITE_THROUGH = ";WRITE_DELAY=0";

  /** An H2 database in memory lives as long as its pool. */
  private static final String H2_STAYS = ";DB_CLOSE_DELAY=-1";

  private final HikariDataSource source;
  private final Jdbi jdbi;
  private final boolean memory;

  private Database(HikariDataSource source, boolean memory) {
    this.source = source;
    this.jdbi = Jdbi.create(source);
    this.memory = memory;
  }

  public static Database open(StoreConfig config) {
    HikariConfig pool = new HikariConfig();
    pool.setPoolName("waf-store");
    pool.setJdbcUrl(address(config));
    pool.setUsername(config.user());
    config.password().ifPresent(password -> pool.setPassword(password.reveal()));
    pool.setMaximumPoolSize(config.maxConnections());
    pool.setConnectionTimeout(CONNECT_LIMIT.toMillis());
    pool.setInitializationFailTimeout(CONNECT_LIMIT.toMillis());
    HikariDataSource source = connect(pool);
    try {
      Flyway.configure().dataSource(source).locations(MIGRATIONS).outOfOrder(true).load().migrate();
      return new Database(source, config.url().isEmpty());
    } catch (FlywayException e) {
      source.close();
      throw new ConfigError(
          "waf.store: the schema cannot be brought up to date: " + firstLine(e), e);
    }
  }

  private static HikariDataSource connect(HikariConfig pool) {
    try {
      return new HikariDataSource(pool);
    } catch (PoolInitializationException e) {
      // The driver's own words name host, database or user, never the password.
      throw new ConfigError("waf.store.url: cannot connect: " + firstLine(e.getCause()), e);
    }
  }

  private static String firstLine(Throwable failure) {
    return Optional.ofNullable(failure.getMessage())
        .flatMap(message -> message.lines().filter(line -> !line.isBlank()).findFirst())
        .orElse(failure.getClass().getSimpleName());
  }

  private static String address(StoreConfig config) {
    String url = config.url().orElseGet(() -> "jdbc:h2:mem:waf-" + UUID.randomUUID());
    if (!url.startsWith("jdbc:h2:")) {
      return url;
    }
    boolean file = !url.startsWith("jdbc:h2:mem:");
    return url + H2_LIKE_POSTGRESQL + (file ? H2_WRITE_THROUGH : H2_STAYS);
  }

  public Jdbi jdbi() {
    return jdbi;
  }

  /** What is wrong, for readiness. */
  public Optional<String> problem() {
    try {
      jdbi.useHandle(handle -> handle.execute("SELECT 1"));
      return Optional.empty();
    } catch (JdbiException e) {
      return Optional.of("the store does not answer");
    }
  }

  @Override
  public void close() {
    if (memory) {
      jdbi.useHandle(handle -> handle.execute("SHUTDOWN"));
    }
    source.close();
  }
}
