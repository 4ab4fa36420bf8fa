// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.token;

/** The keys to check the token with cannot be had now: neither accepted nor rejected. */
public final class WafUnreachable extends Exception {
  private static final long serialVersionUID = 1;

  WafUnreachable(String message) {
    super(message, null, false, false);
  }
}
