// SPDX-License-Identifier: Apache-2.0
package ringway.waf.login;

/** How a user proved who they are. */
public enum SignInMethod {
  PASSWORD,
  UPSTREAM,
  /** The network vouched for the telephone number. */
  NETWORK
}
