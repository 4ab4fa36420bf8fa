// SPDX-License-Identifier: Apache-2.0
package ringway.wwsf.oauth;

import java.time.Duration;

/** Why the WAF gave no tokens. Messages hold no token and no secret. */
public abstract sealed class WafFailure extends Exception {
  private static final long serialVersionUID = 1;

  private WafFailure(String message) {
    super(message);
  }

  private WafFailure(String message, Throwable cause) {
    super(message, cause);
  }

  /** It did not answer, or not in a way that an OpenID provider in good order answers. */
  public static final class Unavailable extends WafFailure {
    private static final long serialVersionUID = 1;

    public Unavailable(String message) {
      super(message);
    }

    public Unavailable(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** It said no to this user: the code or refresh token is spent, ended or never was. */
  public static final class Refused extends WafFailure {
    private static final long serialVersionUID = 1;

    public Refused(String message) {
      super(message);
    }
  }

  /** No identity of the pool is free. */
  public static final class NoIdentity extends WafFailure {
    private static final long serialVersionUID = 1;
    private final Duration retryAfter;

    public NoIdentity(String message, Duration retryAfter) {
      super(message);
      this.retryAfter = retryAfter;
    }

    /** When it may be worth asking again. */
    public Duration retryAfter() {
      return retryAfter;
    }
  }
}
