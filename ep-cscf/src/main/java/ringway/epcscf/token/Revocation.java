// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.token;

import java.time.Instant;

/**
 * What one event says: which tokens of its issuer end.
 *
 * @param before tokens issued later are not concerned; one token or session never comes back
 */
record Revocation(Kind kind, String issuer, String subject, Instant before) {
  enum Kind {
    TOKEN,
    SESSION,
    SUBSCRIPTION
  }

  record Key(Kind kind, String issuer, String subject) {}

  Key key() {
    return new Key(kind, issuer, subject);
  }

  boolean concerns(AccessIdentity identity) {
    return identity.wafIssuer().equals(issuer)
        && switch (kind) {
          case TOKEN -> identity.jti().equals(subject);
          case SESSION -> identity.session().equals(subject);
          case SUBSCRIPTION ->
              identity.impi().equals(subject) && !identity.issuedAt().isAfter(before);
        };
  }
}
