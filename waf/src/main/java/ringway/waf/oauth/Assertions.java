// SPDX-License-Identifier: Apache-2.0
package ringway.waf.oauth;

import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jdbi.v3.core.Jdbi;
import ringway.waf.store.Handle;

/**
 * Assertions of {@code private_key_jwt} (RFC 7523 §3), each good once on all nodes together.
 * Thread-safe.
 */
final class Assertions {
  /** Bounds how long a used assertion must be remembered. */
  private static final Duration LONGEST_LIFE = Duration.ofMinutes(10);

  private static final int MAX_JTI = 256;
  private static final int MOST_OF_A_CLIENT = 100_000;

  private final Set<String> audiences;
  private final RemoteKeys remote;
  private final RowCap cap;
  private final Jdbi jdbi;
  private final Clock clock;

  Assertions(URI issuer, RemoteKeys remote, Jdbi jdbi, Clock clock) {
    // RFC 7523 §3 names the token endpoint, later practice the issuer; RFC 9126 §2 wants both.
    this.audiences =
        Set.of(
            issuer.toString(),
            issuer + "/token",
            issuer + "/par",
            issuer + "/introspect",
            issuer + "/revoke");
    this.remote = remote;
    this.cap = new RowCap(jdbi, "client_assertions", MOST_OF_A_CLIENT);
    this.jdbi = jdbi;
    this.clock = clock;
  }

  void check(Client client, String assertion) throws ForeignJwt.Bad {
    JWKSource<SecurityContext> keys =
        switch (client.credential()) {
          case ClientCredential.InlineKeys inline -> new ImmutableJWKSet<>(inline.keys());
          case ClientCredential.PublishedKeys published -> remote.at(published.jwksUri());
          default -> throw new ForeignJwt.Bad("this client does not authenticate by assertion");
        };
    Instant now = clock.instant();
    JWTClaimsSet claims = ForeignJwt.check(ForeignJwt.parse(assertion), keys, audiences, now);
    if (!client.id().equals(claims.getIssuer()) || !client.id().equals(claims.getSubject())) {
      throw new ForeignJwt.Bad("its iss and sub must both be the client id");
    }
    Instant expiry = claims.getExpirationTime().toInstant();
    if (expiry.isAfter(now.plus(LONGEST_LIFE))) {
      throw new ForeignJwt.Bad("its exp is more than 10 minutes ahead");
    }
    String jti = claims.getJWTID();
    if (jti == null || jti.isEmpty() || jti.length() > MAX_JTI) {
      throw new ForeignJwt.Bad("it needs a jti of up to 256 characters");
    }
    if (!firstUse(client.id(), jti, now)) {
      throw new ForeignJwt.Bad("its jti has been used before");
    }
  }

  private boolean firstUse(String clientId, String jti, Instant now) {
    cap.require(clientId, "assertions in memory");
    // Remembered until no assertion with this jti can pass the check of exp, skew included.
    long forgetAt = now.plus(LONGEST_LIFE).plus(Duration.ofMinutes(2)).toEpochMilli();
    return jdbi.withHandle(
            handle ->
                handle
                    .createUpdate(
                        "INSERT INTO client_assertions (assertion, client_id, expires_at)"
                            + " VALUES (:assertion, :client, :expires) ON CONFLICT DO NOTHING")
                    .bind("client", clientId)
                    .bind("assertion", Handle.hash(clientId + " " + jti))
                    .bind("expires", forgetAt)
                    .execute())
        == 1;
  }
}
