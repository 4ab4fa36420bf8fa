// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.transaction;

/** RFC 3261 table 4 and RFC 6026 §7, without K: see {@link RequestClientMachine}. */
enum TransactionTimer {
  /** INVITE request repeated. */
  A,
  /** INVITE without an answer, or without a final one after CANCEL. */
  B,
  /** INVITE ringing for too long. */
  C,
  /** Repeated final responses to an INVITE are still acknowledged. */
  D,
  /** Other request repeated. */
  E,
  /** Other request without a final answer. */
  F,
  /** Final response to an INVITE repeated. */
  G,
  /** ACK missing. */
  H,
  /** Repeated ACKs are still absorbed. */
  I,
  /** Repeated other requests are still absorbed. */
  J,
  /** Repeated INVITEs after a 2xx are still absorbed. */
  L,
  /** Further 2xx to an INVITE are still passed on. */
  M;

  /** Whether it only ends a transaction that has its final answer: nothing is sent or told then. */
  boolean lingers() {
    return switch (this) {
      case D, I, J, L, M -> true;
      default -> false;
    };
  }
}
