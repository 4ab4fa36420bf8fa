// SPDX-License-Identifier: Apache-2.0
package ringway.waf.oauth;

/** What an access token looks like. */
public enum TokenForm {
  /** A signed JWT that whoever receives it can check alone (RFC 9068). */
  JWT,
  /** A handle that says nothing; its receiver asks at the introspection endpoint (RFC 7662). */
  REFERENCE
}
