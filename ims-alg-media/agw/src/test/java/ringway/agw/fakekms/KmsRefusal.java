// SPDX-License-Identifier: Apache-2.0
package ringway.agw.fakekms;

/** An error as Kurento answers it. */
final class KmsRefusal extends RuntimeException {
  private static final long serialVersionUID = 1;

  final int code;
  final String type;

  KmsRefusal(int code, String type, String message) {
    super(message);
    this.code = code;
    this.type = type;
  }

  static KmsRefusal unknown(String object) {
    return new KmsRefusal(40101, "MEDIA_OBJECT_NOT_FOUND", "Object '" + object + "' not found");
  }
}
