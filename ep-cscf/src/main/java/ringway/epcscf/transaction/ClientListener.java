// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.transaction;

import gov.nist.javax.sip.message.SIPResponse;

/** What comes back for a request that was sent. Called in the mailbox of its Call-ID. */
public interface ClientListener {
  /** Why no final response came. */
  enum Failure {
    /** Timer B, C or F: to be treated as 408. RFC 3261 §8.1.3.1. */
    TIMEOUT,
    /** To be treated as 503. */
    TRANSPORT,
    /** Never sent: this node has too much to do, which says nothing about the peer. */
    OVERLOAD
  }

  /**
   * A response, our Via already taken off: it can be passed upstream as it is. 100 is not told. Of
   * an INVITE every 2xx comes, also of several forks and repeated ones (RFC 6026).
   */
  void response(SIPResponse response);

  /** At most once, and never after a final response. */
  void failed(Failure failure);
}
