// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.alg;

/** The RTCP feedback that is passed on (RFC 4585 §4.2, RFC 5104 §7.1). */
public enum Feedback {
  NACK("nack"),
  PLI("nack pli"),
  FIR("ccm fir");

  private final String value;

  Feedback(String value) {
    this.value = value;
  }

  /** After the payload type in {@code a=rtcp-fb}. */
  String value() {
    return value;
  }

  /** Asks for a whole picture: either word is put into the other. */
  boolean isIntra() {
    return this != NACK;
  }
}
