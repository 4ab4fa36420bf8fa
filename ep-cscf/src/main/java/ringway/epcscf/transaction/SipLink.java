// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.transaction;

import gov.nist.javax.sip.message.SIPMessage;
import ringway.epcscf.sip.SipMessages;
import ringway.epcscf.trace.Hop;

/** A way to a peer: a W2 connection, or an address on Mw. Thread-safe. */
public interface SipLink {
  /**
   * Sends the message as it is; a response goes where its top Via says, RFC 3261 §18.2.2. May block
   * while a connection is opened. Keeps no reference to the message.
   *
   * @param wire the message as it is to go out
   * @throws LinkDown when it certainly cannot be delivered
   */
  void send(SIPMessage message, byte[] wire);

  /** For those who have not encoded it yet. */
  default void send(SIPMessage message) {
    send(message, SipMessages.bytes(message));
  }

  /** Whether the transport itself repeats what is lost: no timers A, E, G. */
  boolean reliable();

  /** Whether its messages are read by a virtual thread that reads for this one peer alone. */
  default boolean ownReader() {
    return false;
  }

  /** The transport token of a Via for this link: UDP, TCP, WS, WSS. */
  String viaTransport();

  /** host[:port] for a Via of ours on this link. */
  String viaSentBy();

  /**
   * Messages match transactions of the same scope only, so that one browser can neither cancel nor
   * answer what belongs to another: the id of a W2 connection, one common name for Mw.
   */
  String scope();

  /** For traces. */
  Hop hop();

  /** For logs. */
  String describe();

  boolean open();
}
