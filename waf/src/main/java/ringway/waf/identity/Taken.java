// SPDX-License-Identifier: Apache-2.0
package ringway.waf.identity;

/** A name or an identity already belongs to somebody else; the message says what to whom. */
public final class Taken extends RuntimeException {
  private static final long serialVersionUID = 1;
  private final String field;

  /**
   * @param field of what was given: {@code name}, {@code impi}
   */
  public Taken(String field, String message) {
    super(message, null, false, false);
    this.field = field;
  }

  public String field() {
    return field;
  }
}
