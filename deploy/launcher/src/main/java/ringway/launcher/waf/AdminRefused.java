// SPDX-License-Identifier: Apache-2.0
package ringway.launcher.waf;

/** The WAF did not do what it was asked; the message says why, to whoever typed the command. */
public final class AdminRefused extends RuntimeException {
  private static final long serialVersionUID = 1;

  AdminRefused(String message) {
    super(message);
  }
}
