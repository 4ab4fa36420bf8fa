// SPDX-License-Identifier: Apache-2.0
package ringway.waf.upstream;

import org.jspecify.annotations.Nullable;

/**
 * Signing in at the provider came to nothing; the message is for the log, the kind for the page.
 */
final class UpstreamFailure extends Exception {
  private static final long serialVersionUID = 1;

  /** What to tell the user. */
  enum Kind {
    /** It does not answer, or not sensibly. */
    UNAVAILABLE,
    /** What it says cannot be trusted. */
    UNTRUSTED,
    /** It signed somebody in who is nobody here. */
    NO_ACCOUNT
  }

  private final Kind kind;

  UpstreamFailure(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  UpstreamFailure(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  Kind kind() {
    return kind;
  }
}
