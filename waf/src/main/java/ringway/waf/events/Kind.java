// SPDX-License-Identifier: Apache-2.0
package ringway.waf.events;

/** What a revocation ends. */
enum Kind {
  /** One access token, by its {@code jti}. */
  TOKEN,
  /** All tokens of one sign-in, by their {@code sid}. */
  SESSION,
  /** All tokens of one subscription issued so far, by their {@code impi}. */
  SUBSCRIPTION
}
