// SPDX-License-Identifier: Apache-2.0
package ringway.waf.oauth;

import com.nimbusds.jwt.JWTClaimsSet;
import java.text.ParseException;
import java.time.Clock;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import ringway.waf.store.Handle;

/** Access tokens that are handles; what they stand for is kept under their hash. Thread-safe. */
public final class ReferenceTokens {
  private static final int MOST_OF_A_CLIENT = 100_000;

  private final RowCap cap;
  private final Jdbi jdbi;
  private final Clock clock;

  public ReferenceTokens(Jdbi jdbi, Clock clock) {
    this(jdbi, clock, MOST_OF_A_CLIENT);
  }

  ReferenceTokens(Jdbi jdbi, Clock clock, int most) {
    this.cap = new RowCap(jdbi, "reference_tokens", most);
    this.jdbi = jdbi;
    this.clock = clock;
  }

  String keep(JWTClaimsSet claims) {
    String client = AccessTokens.text(claims, "client_id");
    cap.require(client, "tokens");
    String token = Handle.fresh();
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    "INSERT INTO reference_tokens (token, client_id, claims, expires_at)"
                        + " VALUES (:token, :client, :claims, :expires)")
                .bind("client", client)
                .bind("token", Handle.hash(token))
                .bind("claims", claims.toString())
                .bind("expires", claims.getExpirationTime().getTime())
                .execute());
    return token;
  }

  Optional<JWTClaimsSet> find(String token) {
    return jdbi.withHandle(
            handle ->
                handle
                    .createQuery(
                        "SELECT claims FROM reference_tokens"
                            + " WHERE token = :token AND expires_at > :now")
                    .bind("token", Handle.hash(token))
                    .bind("now", clock.millis())
                    .mapTo(String.class)
                    .findOne())
        .map(ReferenceTokens::parse);
  }

  private static JWTClaimsSet parse(String json) {
    try {
      return JWTClaimsSet.parse(json);
    } catch (ParseException e) {
      throw new IllegalStateException("claims of a stored token cannot be read", e);
    }
  }
}
