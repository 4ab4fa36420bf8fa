// SPDX-License-Identifier: Apache-2.0
package ringway.waf.events;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jwt.JWTClaimsSet;
import java.net.URI;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import ringway.waf.keys.TokenSigner;

/**
 * A revocation on its way to the receivers.
 *
 * @param jti the same for all receivers and every delivery
 */
record SecurityEvent(String jti, Kind kind, String subject, Instant happenedAt) {
  /** RFC 8417 §2.3. */
  static final JOSEObjectType TYPE = new JOSEObjectType("secevent+jwt");

  private static final String CAEP = "https://schemas.openid.net/secevent/caep/event-type/";

  /** The SET. Signed at each delivery, so that its key is one that is published. */
  String signed(TokenSigner signer, URI issuer, String audience) {
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder()
            .issuer(issuer.toString())
            .audience(audience)
            .jwtID(jti)
            .issueTime(Date.from(happenedAt))
            .claim("sub_id", subjectId(issuer))
            .claim("events", Map.of(CAEP + type(), payload()))
            .build();
    return signer.sign(TYPE, claims).serialize();
  }

  private String type() {
    return kind == Kind.SUBSCRIPTION ? "token-claims-change" : "session-revoked";
  }

  /** RFC 9493 and the formats the Shared Signals Framework adds to it. */
  private Map<String, Object> subjectId(URI issuer) {
    return switch (kind) {
      case TOKEN -> Map.of("format", "jwt_id", "iss", issuer.toString(), "jti", subject);
      case SESSION -> complex("session");
      case SUBSCRIPTION -> complex("user");
    };
  }

  private Map<String, Object> complex(String member) {
    return Map.of("format", "complex", member, Map.of("format", "opaque", "id", subject));
  }

  private Map<String, Object> payload() {
    long at = happenedAt.getEpochSecond();
    // Of the identities in the tokens issued so far none may be used any more.
    return kind == Kind.SUBSCRIPTION
        ? Map.of("event_timestamp", at, "claims", Map.of("impus", List.of()))
        : Map.of("event_timestamp", at);
  }
}
