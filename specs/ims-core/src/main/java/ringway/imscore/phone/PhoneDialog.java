// SPDX-License-Identifier: Apache-2.0
package ringway.imscore.phone;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.sip.address.URI;
import javax.sip.message.Message;
import javax.sip.message.Request;
import javax.sip.message.Response;
import ringway.imscore.sip.SipReject;
import ringway.imscore.sip.SipText;

/**
 * The dialog state of one phone call (RFC 3261 §12) and the requests built from it.
 *
 * @param local our From or To value, with tag
 * @param remote the other one, with tag once it is known
 * @param route in the order of our requests
 */
record PhoneDialog(
    String callId,
    String localTag,
    String local,
    String remote,
    URI remoteTarget,
    List<String> route,
    long cseq) {

  /** The callee's dialog, from the INVITE. */
  static PhoneDialog callee(Request invite, String localTag) {
    return new PhoneDialog(
        SipText.callId(invite),
        localTag,
        SipText.to(invite).getAddress() + ";tag=" + localTag,
        SipText.value(invite, "From").orElseThrow(),
        contact(invite),
        SipText.values(invite, "Record-Route"),
        0);
  }

  /** The caller's dialog, from a response with a To tag to our INVITE. */
  static PhoneDialog caller(Response response, String localTag) {
    List<String> route = new ArrayList<>(SipText.values(response, "Record-Route"));
    Collections.reverse(route);
    return new PhoneDialog(
        SipText.callId(response),
        localTag,
        SipText.value(response, "From").orElseThrow(),
        SipText.value(response, "To").orElseThrow(),
        contact(response),
        List.copyOf(route),
        SipText.cseq(response).getSeqNumber());
  }

  private static URI contact(Message message) {
    return SipText.value(message, "Contact")
        .map(value -> SipText.address(value).getURI())
        .orElseThrow(() -> new SipReject(400, "Contact Missing"));
  }

  /** RFC 3261 §12.2.1.2, §12.2.2: a re-INVITE or UPDATE may move the other side. */
  PhoneDialog refreshed(Message message) {
    return SipText.value(message, "Contact").isEmpty() ? this : withTarget(contact(message));
  }

  private PhoneDialog withTarget(URI target) {
    return new PhoneDialog(callId, localTag, local, remote, target, route, cseq);
  }

  PhoneDialog next() {
    return new PhoneDialog(callId, localTag, local, remote, remoteTarget, route, cseq + 1);
  }

  /** A request numbered {@link #cseq}; an ACK carries the number of its INVITE. */
  Request request(String method) {
    Request request = SipText.request(method, remoteTarget, local, remote, callId, cseq);
    route.forEach(entry -> SipText.add(request, "Route", entry));
    return request;
  }
}
