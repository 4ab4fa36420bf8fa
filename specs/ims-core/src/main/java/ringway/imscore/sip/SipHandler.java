// SPDX-License-Identifier: Apache-2.0
package ringway.imscore.sip;

import java.util.Optional;
import javax.sip.ClientTransaction;
import javax.sip.ServerTransaction;
import javax.sip.message.Request;
import javax.sip.message.Response;

/** What stands on top of a {@link SipEndpoint}; called on its signalling thread. */
public interface SipHandler {
  /** Any request but ACK. Refusals are thrown as {@link SipReject}. */
  void request(Request request, ServerTransaction transaction);

  /** An ACK for a 2xx; those for other answers end in the transaction layer. */
  void ack(Request ack);

  /** Without a transaction it is a repeated or a second 2xx. */
  void response(Response response, Optional<ClientTransaction> transaction);

  /** No final answer came in time, or the peer cannot be reached. */
  void failed(ClientTransaction transaction);
}
