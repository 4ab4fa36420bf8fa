// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.registration;

/** IP Multimedia Private Identity, {@code user@realm} (TS 23.003 §13.3). */
public record Impi(String value) {
  public Impi {
    boolean plain = value.indexOf('@') > 0;
    for (int i = 0; plain && i < value.length(); i++) {
      plain = value.charAt(i) > ' ' && value.charAt(i) != '"';
    }
    if (!plain) {
      throw new IllegalArgumentException("an IMPI has the form user@realm");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
