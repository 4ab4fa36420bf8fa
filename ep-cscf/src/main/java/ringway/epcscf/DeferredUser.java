// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf;

import gov.nist.javax.sip.message.SIPRequest;
import java.time.Duration;
import java.util.Optional;
import ringway.epcscf.sip.SipReject;
import ringway.epcscf.transaction.ServerTransaction;
import ringway.epcscf.transaction.SipLink;
import ringway.epcscf.transaction.TransactionUser;

/** Answers 503 until everything behind it is up: the sockets must open before their user exists. */
final class DeferredUser implements TransactionUser {
  private volatile Optional<TransactionUser> user = Optional.empty();

  void open(TransactionUser ready) {
    user = Optional.of(ready);
  }

  @Override
  public void request(ServerTransaction transaction) {
    user.orElseThrow(
            () ->
                SipReject.of(503, "Service Unavailable")
                    .withWarning("starting")
                    .withRetryAfter(Duration.ofSeconds(1)))
        .request(transaction);
  }

  @Override
  public void cancelled(ServerTransaction invite, SIPRequest cancel) {
    user.ifPresent(ready -> ready.cancelled(invite, cancel));
  }

  @Override
  public void ack(SIPRequest ack, SipLink from) {
    user.ifPresent(ready -> ready.ack(ack, from));
  }

  @Override
  public void linkClosed(SipLink link) {
    user.ifPresent(ready -> ready.linkClosed(link));
  }
}
