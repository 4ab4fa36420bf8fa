// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.registration;

/** IP Multimedia Private Identity, {@code user@realm} (TS 23.003 §13.3). */
public record Impi(String value) {
  public Impi {
    if (value.indexOf('@') <= 0 || value.chars().anyMatch(c -> c <= ' ' || c == '"')) {
      throw new IllegalArgumentException("an IMPI has the form user@realm");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
