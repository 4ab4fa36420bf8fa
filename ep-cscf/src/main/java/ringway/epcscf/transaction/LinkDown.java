// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.transaction;

/** A message could not be handed to its peer. */
public final class LinkDown extends RuntimeException {
  private static final long serialVersionUID = 1;

  public LinkDown(String message) {
    super(message);
  }

  public LinkDown(String message, Throwable cause) {
    super(message, cause);
  }
}
