// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.session;

import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import ringway.epcscf.sip.SipMessages;

/**
 * What must be known of a confirmed dialog to send a request of our own into it, towards either
 * side (RFC 3261 §12). Needed only where the network ends a call (TS 24.229 §5.2.8); everything
 * else is relayed. Owned by the mailbox of its Call-ID.
 */
final class Dialog {
  private static final Set<String> REFRESHING = Set.of("INVITE", "UPDATE");

  /** How requests towards one side look. */
  private static final class Leg {
    private final String from;
    private final String to;
    private List<String> route;
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
  private final Side caller;
  private final String ourRecordRoute;
  private final Map<Side, Leg> towards = new EnumMap<>(Side.class);

  /**
   * @param caller side the INVITE came from
   * @param invite as it came from there
   * @param response the provisional or 2xx one as it came from the other side
   * @param ourRecordRoute our entry in the Record-Route of this call
   */
  Dialog(Side caller, SIPRequest invite, SIPResponse response, String ourRecordRoute) {
    this.caller = caller;
    this.ourRecordRoute = ourRecordRoute;
    callId = SipMessages.callId(invite);
    String callerAddress = SipMessages.header(invite, "From").orElseThrow();
    String calleeAddress = SipMessages.header(response, "To").orElseThrow();
    List<String> routeToCaller =
        caller == Side.CORE ? SipMessages.headers(invite, "Record-Route") : List.of();
    towards.put(
        caller.other(),
        new Leg(
            callerAddress,
            calleeAddress,
            routeToCallee(response),
            target(response),
            SipMessages.cseq(invite)));
    towards.put(caller, new Leg(calleeAddress, callerAddress, routeToCaller, target(invite), 0));
  }

  private List<String> routeToCallee(SIPResponse response) {
    if (caller == Side.CORE) {
      return List.of(); // the one hop there is the flow
    }
    return SipMessages.headers(response, "Record-Route").reversed().stream()
        .filter(entry -> !entry.contains(ourRecordRoute))
        .toList();
  }

  /** The 2xx settles what the provisional responses had begun (RFC 3261 §13.2.2.4). */
  void confirmed(SIPResponse ok) {
    Leg leg = towards.get(caller.other());
    leg.route = routeToCallee(ok);
    leg.target = target(ok);
  }

  /** Follows a request that was relayed inside the dialog: its CSeq, and a new remote target. */
  void relayed(Side from, SIPRequest request) {
    Leg onward = towards.get(from.other());
    onward.cseq = Math.max(onward.cseq, SipMessages.cseq(request));
    retarget(from, request);
  }

  /** INVITE, UPDATE and their 2xx say anew where their sender is (RFC 3261 §12.2, RFC 3311 §5). */
  void retarget(Side from, SIPMessage message) {
    if (REFRESHING.contains(SipMessages.method(message))) {
      SipMessages.contactUri(message).ifPresent(uri -> towards.get(from).target = uri.toString());
    }
  }

  /**
   * Puts the dialog's own route set in place of what the sender wrote: a browser does not send us
   * to hosts of its choice (TS 24.229 §5.2.6.3.5).
   */
  void route(Side side, SIPRequest request) {
    Leg leg = towards.get(side);
    SipMessages.removeHeaders(request, "Route");
    leg.route.forEach(route -> SipMessages.addHeader(request, "Route", route));
    if (leg.route.isEmpty()) {
      request.setRequestURI(SipMessages.uri(leg.target));
    }
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
    route(side, request);
    return request;
  }

  private static String target(SIPMessage message) {
    return SipMessages.contactUri(message)
        .map(Object::toString)
        .orElseGet(() -> SipMessages.fromUri(message).toString());
  }
}
