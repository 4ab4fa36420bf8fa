// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.transaction;

/** A request of ours on its way. */
public interface ClientTransaction {
  SipLink link();

  /**
   * Sends CANCEL for an INVITE, as soon as a provisional response has come (RFC 3261 §9.1); without
   * effect after a final response. The INVITE's own final response still reaches the listener.
   */
  void cancel();

  boolean finallyAnswered();
}
