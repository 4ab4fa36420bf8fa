// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.token;

import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * What a verified access token proves.
 *
 * @param impi private identity, of the form {@code user@realm}
 * @param impus public identities its holder may use, {@code sip:} or {@code tel:} URIs, at least
 *     one
 * @param wafIssuer issuer that vouches for them
 * @param wwsf WWSF the token was given out through
 * @param jti name of the token in logs
 * @param session the sign-in it comes from, {@code sid}; empty when the WAF names none
 */
public record AccessIdentity(
    String impi,
    List<String> impus,
    String wafIssuer,
    String wwsf,
    Set<String> scope,
    String subject,
    String jti,
    String session,
    Instant issuedAt,
    Instant expiresAt) {

  /** The same, made of what the other has, where that is equal. */
  AccessIdentity sharing(AccessIdentity other) {
    return new AccessIdentity(
        shared(impi, other.impi),
        shared(impus, other.impus),
        shared(wafIssuer, other.wafIssuer),
        shared(wwsf, other.wwsf),
        shared(scope, other.scope),
        shared(subject, other.subject),
        jti,
        shared(session, other.session),
        issuedAt,
        expiresAt);
  }

  /** The other's, where it is equal: what is kept for long should be there once. */
  public static <T> T shared(T own, T others) {
    return own.equals(others) ? others : own;
  }
}
