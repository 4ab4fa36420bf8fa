// SPDX-License-Identifier: Apache-2.0
package ringway.waf.oauth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Jdbi;

/**
 * How many rows one client may have in a table. Counted there once a second at most and by this
 * node in between, so that several nodes may go beyond it by what they add in a second.
 * Thread-safe.
 */
final class RowCap {
  private static final Duration COUNTED = Duration.ofSeconds(1);
  private static final int MOST_CLIENTS = 10_000;

  private final Jdbi jdbi;
  private final String table;
  private final int most;
  private final Cache<String, AtomicInteger> rows =
      Caffeine.newBuilder().maximumSize(MOST_CLIENTS).expireAfterWrite(COUNTED).build();

  /**
   * @param table has the columns client_id and expires_at
   */
  RowCap(Jdbi jdbi, String table, int most) {
    this.jdbi = jdbi;
    this.table = table;
    this.most = most;
  }

  /**
   * To be called before a row is added.
   *
   * @throws OAuthReject when the client has its share already
   */
  void require(String clientId, String what) {
    AtomicInteger known = rows.get(clientId, client -> new AtomicInteger(count(client)));
    if (known.incrementAndGet() > most) {
      throw new OAuthReject(
          429,
          OAuth2Error.TEMPORARILY_UNAVAILABLE,
          "this client has " + most + " " + what + " already: wait until some have expired");
    }
  }

  private int count(String clientId) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT COUNT(*) FROM " + table + " WHERE client_id = :client")
                .bind("client", clientId)
                .mapTo(Integer.class)
                .one());
  }
}
