// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.session;

import gov.nist.javax.sip.message.SIPResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.epcscf.transaction.ClientListener;

/** For a request of ours whose answer changes nothing. */
record Told(String callId, String method) implements ClientListener {
  private static final Logger log = LoggerFactory.getLogger(Told.class);

  @Override
  public void response(SIPResponse response) {
    log.debug("{} answered call={} status={}", method, callId, response.getStatusCode());
  }

  @Override
  public void failed(Failure failure) {
    log.info("{} unanswered call={} cause={}", method, callId, failure);
  }
}
