// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.session;

import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import ringway.epcscf.sip.SipMessages;

/**
 * What must be known of a confirmed dialog to send a request of our own into it, towards either
 * side (RFC 3261 §12). Needed only where the network ends a call (TS 24.229 §5.2.8); everything
 * else is relayed. Owned by the mailbox of its Call-ID.
 */
final class Dialog {
  /** How requests towards one side look. */
  private static final class Leg {
    private final String from;
    private final String to;
    private final List<String> route;
    private String target;
    private long cseq;

    private Leg(String from, String to, List<String> route, String target, long cseq) {
      this.from = from;
      this.to = to;
      this.route = route;
      this.target = target;
      this.cseq = cseq;
    }
  }

  private final String callId;
  private final Map<Side, Leg> towards = new EnumMap<>(Side.class);

  /**
   * @param caller side the INVITE came from
   * @param invite as it came from there
   * @param ok the 2xx as it came from the other side
   * @param ourRecordRoute our entry in the Record-Route of this call
   */
  Dialog(Side caller, SIPRequest invite, SIPResponse ok, String ourRecordRoute) {
    callId = SipMessages.callId(invite);
    String callerAddress = SipMessages.header(invite, "From").orElseThrow();
    String calleeAddress = SipMessages.header(ok, "To").orElseThrow();
    List<String> routeToCallee =
        caller == Side.CORE
            ? List.of()
            : SipMessages.headers(ok, "Record-Route").reversed().stream()
                .filter(entry -> !entry.contains(ourRecordRoute))
                .toList();
    List<String> routeToCaller =
        caller == Side.CORE ? SipMessages.headers(invite, "Record-Route") : List.of();
    towards.put(
        caller.other(),
        new Leg(callerAddress, calleeAddress, routeToCallee, target(ok), SipMessages.cseq(invite)));
    towards.put(caller, new Leg(calleeAddress, callerAddress, routeToCaller, target(invite), 0));
  }

  /** Follows a request that was relayed inside the dialog: its CSeq, and a new remote target. */
  void relayed(Side from, SIPRequest request) {
    Leg onward = towards.get(from.other());
    onward.cseq = Math.max(onward.cseq, SipMessages.cseq(request));
    if (SipMessages.is(request, "INVITE") || SipMessages.is(request, "UPDATE")) {
      SipMessages.contactUri(request).ifPresent(uri -> towards.get(from).target = uri.toString());
    }
  }

  boolean belongs(SIPMessage response) {
    String tag = SipMessages.toTag(response).orElse("");
    return towards.values().stream()
        .anyMatch(leg -> leg.to.endsWith("tag=" + tag) || leg.to.contains("tag=" + tag + ";"));
  }

  SIPRequest bye(Side side, String reason) {
    SIPRequest bye = request("BYE", side, ++towards.get(side).cseq);
    SipMessages.setHeader(bye, "Reason", reason);
    return bye;
  }

  /** The ACK of the INVITE's 2xx, for a call that we end before the caller has seen it. */
  SIPRequest ack(Side side) {
    return request("ACK", side, towards.get(side).cseq);
  }

  private SIPRequest request(String method, Side side, long cseq) {
    Leg leg = towards.get(side);
    SIPRequest request = SipMessages.request(method, leg.target, leg.from, leg.to, callId, cseq);
    leg.route.forEach(route -> SipMessages.addHeader(request, "Route", route));
    return request;
  }

  private static String target(SIPMessage message) {
    return SipMessages.contactUri(message)
        .map(Object::toString)
        .orElseGet(() -> SipMessages.fromUri(message).toString());
  }
}
