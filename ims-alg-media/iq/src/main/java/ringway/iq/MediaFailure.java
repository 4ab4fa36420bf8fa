// SPDX-License-Identifier: Apache-2.0
package ringway.iq;

/** Why the media function did not do what it was asked. */
public final class MediaFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  public enum Kind {
    /** No answer in time, or no connection. */
    UNREACHABLE,
    /** No ports, no contexts left. */
    NO_RESOURCES,
    UNKNOWN_CONTEXT,
    /** The command contradicts the contract. */
    BAD_COMMAND,
    INTERNAL
  }

  private final Kind kind;

  public MediaFailure(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
