// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.session;

/**
 * Media before the answer (RFC 5009).
 *
 * @param unauthorised what a core gets that never says P-Early-Media
 */
public record EarlyMediaConfig(Unauthorised unauthorised) {
  /** Whether early media nobody authorised passes. */
  public enum Unauthorised {
    OPEN,
    SHUT
  }
}
