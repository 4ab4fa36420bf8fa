// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.token;

/** A security event that is none, with its error code of RFC 8935 §2.4. */
final class EventRejected extends Exception {
  private static final long serialVersionUID = 1;

  private final String code;

  EventRejected(String code, String message) {
    super(message, null, false, false);
    this.code = code;
  }

  String code() {
    return code;
  }
}
