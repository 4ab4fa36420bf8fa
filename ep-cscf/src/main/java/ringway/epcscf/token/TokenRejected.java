// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.token;

/** The token proves nothing here. The message says why and holds nothing of the token itself. */
public final class TokenRejected extends Exception {
  private static final long serialVersionUID = 1;

  private final String errorCode;
  private final boolean forbidden;

  private TokenRejected(String errorCode, boolean forbidden, String message) {
    super(message, null, false, false);
    this.errorCode = errorCode;
    this.forbidden = forbidden;
  }

  static TokenRejected invalid(String message) {
    return new TokenRejected("invalid_token", false, message);
  }

  /**
   * Nothing is wrong with the token but that it may not say what it says: another is of no help.
   */
  static TokenRejected forbidden(String message) {
    return new TokenRejected("invalid_token", true, message);
  }

  /** RFC 8898 §4 knows {@code invalid_scope} where HTTP has {@code insufficient_scope}. */
  static TokenRejected scope(String message) {
    return new TokenRejected("invalid_scope", false, message);
  }

  /** Whether a fresh token would be refused as well. */
  public boolean isForbidden() {
    return forbidden;
  }

  /** The {@code error} of the challenge. */
  public String errorCode() {
    return errorCode;
  }
}
