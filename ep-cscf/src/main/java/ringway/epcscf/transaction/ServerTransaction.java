// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.transaction;

import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;

/** A request to be answered. */
public interface ServerTransaction {
  SIPRequest request();

  /** Where the request came from and the answer goes to. */
  SipLink link();

  /**
   * Answers. After a final response to anything but an INVITE, or a non-2xx final one to an INVITE,
   * further responses are dropped; after a 2xx to an INVITE more 2xx may follow (RFC 6026).
   */
  void respond(SIPResponse response);

  boolean finallyAnswered();
}
