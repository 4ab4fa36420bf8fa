// SPDX-License-Identifier: Apache-2.0
package ringway.runtime.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import ringway.runtime.config.ConfigError;

/**
 * The one database of a function, H2 or PostgreSQL, its schema brought up to date at start. All SQL
 * keeps to what both understand; H2 runs in its PostgreSQL mode. Thread-safe.
 */
public final class Database implements AutoCloseable {
  /** How long a request waits for a connection before it fails. */
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);

  /** As PostgreSQL sees names and nulls. */
  private static final String H2_LIKE_POSTGRESQL =
      ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH";

  /** A commit returns once it is in the file: what was revoked stays so after kill -9. */
  private static final String H2_WRITE_THROUGH = ";WRITE_DELAY=0";

  private static final int H2_LOCK_MILLIS = 10_000;

  private static final int MIGRATION_ATTEMPTS = 5;
  private static final Duration MIGRATION_PAUSE = Duration.ofMillis(200);

  private final HikariDataSource source;
  private final Jdbi jdbi;

  private Database(HikariDataSource source) {
    this.source = source;
    this.jdbi = Jdbi.create(source).registerArgument(new StorableText());
  }

  /**
   * @param function whose database it is: its schema lies in {@code ringway/<function>/store}, its
   *     settings in {@code <function>.store}
   * @param history table of the migrations done; another function may have its tables in the same
   *     database
   */
  public static Database open(String function, String history, StoreConfig config) {
    String section = function + ".store";
    config.h2File().ifPresent(file -> makeDirectory(section, file));
    HikariDataSource source = connect(section, pool(function, config));
    try {
      migrate(
          Flyway.configure()
              .dataSource(source)
              .locations("classpath:ringway/" + function + "/store")
              .table(history)
              .baselineOnMigrate(true)
              .baselineVersion("0")
              .load());
      return new Database(source);
    } catch (FlywayException e) {
      source.close();
      throw new ConfigError(
          section + ": the schema cannot be brought up to date: " + firstLine(e), e);
    }
  }

  /**
   * Flyway takes a lock, so that nodes that start at once do not meet in a migration; but whether
   * there is a table of migrations it asks before, and takes one just made for a broken one.
   */
  private static void migrate(Flyway flyway) {
    for (int attempt = 1; ; attempt++) {
      try {
        flyway.migrate();
        return;
      } catch (FlywayException e) {
        if (attempt == MIGRATION_ATTEMPTS) {
          throw e;
        }
        LockSupport.parkNanos(MIGRATION_PAUSE.toNanos());
      }
    }
  }

  /** A new one is its owner's alone: hashes of passwords are kept there. */
  private static void makeDirectory(String section, Path file) {
    try {
      Files.createDirectories(
          file.toAbsolutePath().getParent(),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (IOException e) {
      throw new ConfigError(section + ".url: the directory cannot be made: " + e, e);
    }
  }

  private static HikariConfig pool(String function, StoreConfig config) {
    HikariConfig pool = new HikariConfig();
    pool.setPoolName(function + "-store");
    pool.setUsername(config.user());
    config.password().ifPresent(password -> pool.setPassword(password.reveal()));
    pool.setMaximumPoolSize(config.maxConnections());
    pool.setConnectionTimeout(CONNECT_LIMIT.toMillis());
    pool.setInitializationFailTimeout(1);
    if (config.postgresql()) {
      pool.setJdbcUrl(config.url());
      // What the address itself says is stronger.
      pool.addDataSourceProperty("connectTimeout", "5");
      pool.addDataSourceProperty("loginTimeout", "5");
      pool.addDataSourceProperty("socketTimeout", "30");
      pool.addDataSourceProperty("tcpKeepAlive", "true");
      pool.addDataSourceProperty("ApplicationName", "ringway-" + function);
    } else {
      // Without a name H2 would give every connection a database of its own.
      String url = config.url() + (config.url().endsWith(":mem:") ? UUID.randomUUID() : "");
      pool.setJdbcUrl(
          url + H2_LIKE_POSTGRESQL + H2_WRITE_THROUGH + ";LOCK_TIMEOUT=" + H2_LOCK_MILLIS);
      // An H2 database closes, and one in memory is gone, with its last connection: none ages out.
      pool.setMaxLifetime(0);
    }
    return pool;
  }

  private static HikariDataSource connect(String section, HikariConfig pool) {
    try {
      return new HikariDataSource(pool);
    } catch (PoolInitializationException e) {
      throw new ConfigError(explain(section, e.getCause()), e);
    } catch (RuntimeException e) {
      throw new ConfigError(section + ".url: not an address the driver understands", e);
    }
  }

  /** The drivers' own words name host, database or user, never the password. */
  private static String explain(String section, Throwable failure) {
    String state =
        failure instanceof SQLException sql && sql.getSQLState() != null ? sql.getSQLState() : "";
    String said = " (" + firstLine(failure) + ")";
    return switch (state) {
      case "28P01", "28000" ->
          section + ": the database does not accept this user and password" + said;
      case "3D000" -> section + ".url: there is no such database" + said;
      case "08001", "08004", "08006" ->
          section + ".url: the database cannot be reached; is it running?" + said;
      case "90020" -> section + ".url: another process has this H2 file open" + said;
      default -> section + ".url: cannot connect" + said;
    };
  }

  private static String firstLine(Throwable failure) {
    return Optional.ofNullable(failure.getMessage())
        .flatMap(message -> message.lines().filter(line -> !line.isBlank()).findFirst())
        .orElse(failure.getClass().getSimpleName());
  }

  public Jdbi jdbi() {
    return jdbi;
  }

  /** What is wrong, asked of the database itself; blocks as long as that takes. */
  public Optional<String> problem() {
    try {
      jdbi.useHandle(handle -> handle.execute("SELECT 1"));
      return Optional.empty();
    } catch (JdbiException _) {
      return Optional.of("the store does not answer");
    }
  }

  @Override
  public void close() {
    source.close();
  }
}
