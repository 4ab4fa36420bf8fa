// SPDX-License-Identifier: Apache-2.0
package ringway.waf.store;

/** What became of a presented code. */
public sealed interface Redemption {
  /** First use; its refresh family is open now. */
  record First(AuthorizedCode code) implements Redemption {}

  /** Used before; the family of that first use has been closed (RFC 6749 §4.1.2). */
  record Replayed(String familyId) implements Redemption {}

  record Unknown() implements Redemption {}
}
