// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.token;

/** The token proves nothing here. The message says why and holds nothing of the token itself. */
public final class TokenRejected extends Exception {
  private static final long serialVersionUID = 1;

  private final String errorCode;

  private TokenRejected(String errorCode, String message) {
    super(message, null, false, false);
    this.errorCode = errorCode;
  }

  static TokenRejected invalid(String message) {
    return new TokenRejected("invalid_token", message);
  }

  /** RFC 8898 §4 knows {@code invalid_scope} where HTTP has {@code insufficient_scope}. */
  static TokenRejected scope(String message) {
    return new TokenRejected("invalid_scope", message);
  }

  /** The {@code error} of the challenge. */
  public String errorCode() {
    return errorCode;
  }
}
