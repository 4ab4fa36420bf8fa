// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.session;

import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import ringway.epcscf.sip.SipMessages;

/**
 * What must be known of a dialog to send requests of our own into it, towards either side (RFC 3261
 * §12): to end the call (TS 24.229 §5.2.8), to refresh it, to acknowledge what the browser cannot.
 * Each of them moves the numbers of what is relayed later on by one. Owned by the mailbox of its
 * Call-ID.
 */
final class Dialog {
  private static final Set<String> REFRESHING = Set.of("INVITE", "UPDATE");

  private static final Pattern REFERRAL = Pattern.compile("(refer\\s*;.*\\bid=)(\\d{1,10})(.*)");

  /** INVITEs whose ACK or PRACK may still come, and REFERs whose NOTIFYs may. */
  private static final int REMEMBERED = 8;

  private static final class Numbers extends LinkedHashMap<Long, Long> {
    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<Long, Long> eldest) {
      return size() > REMEMBERED;
    }
  }

  /** How requests towards one side look. */
  private static final class Leg {
    private final String from;
    private String to;
    private List<String> route;
    private String target;

    /** The highest number used towards this side. */
    private long cseq;

    /** How many of ours are among them. */
    private long shift;

    /** The numbers of INVITEs, as they came and as they went on. */
    private final Map<Long, Long> invites = new Numbers();

    /** The numbers of REFERs, as they went on and as they came. */
    private final Map<Long, Long> refers = new Numbers();

    /** An ACK has the number of its INVITE, which may have gone before one of ours. */
    private long number(SIPRequest received) {
      long came = SipMessages.cseq(received);
      long number = came + shift;
      if (SipMessages.is(received, "ACK")) {
        return invites.getOrDefault(came, number);
      }
      if (SipMessages.is(received, "INVITE")) {
        invites.put(came, number);
      } else if (SipMessages.is(received, "REFER")) {
        refers.put(number, came);
      }
      return number;
    }

    /** RFC 3262 §7.2: RSeq, then CSeq and method of the INVITE. */
    private String acknowledged(String rack) {
      String[] words = rack.strip().split("\\s+", -1);
      if (words.length == 3 && words[1].matches("\\d{1,10}")) {
        long invite = Long.parseLong(words[1]);
        words[1] = Long.toString(invites.getOrDefault(invite, invite));
      }
      return String.join(" ", words);
    }

    /** RFC 3515 §2.4.6: an Event may name its REFER by the number that had. */
    private String referred(String event) {
      Matcher named = REFERRAL.matcher(event);
      if (!named.matches()) {
        return event;
      }
      long went = Long.parseLong(named.group(2));
      return named.group(1) + refers.getOrDefault(went, went) + named.group(3);
    }

    private long own() {
      shift++;
      return ++cseq;
    }

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
  private final long invited;

  /** Of the last reliable provisional response, 0 before the first. */
  private long rseq;

  /** The two sides know the callee by different tags. */
  private boolean renamed;

  /** Whose new remote target the other side has not been told. */
  private Optional<Side> untold = Optional.empty();

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
    invited = SipMessages.cseq(response);
    String callerAddress = SipMessages.header(invite, "From").orElseThrow();
    String calleeAddress = SipMessages.header(response, "To").orElseThrow();
    List<String> routeToCaller =
        caller == Side.CORE ? SipMessages.headers(invite, "Record-Route") : List.of();
    towards.put(
        caller.other(),
        new Leg(callerAddress, calleeAddress, routeToCallee(response), target(response), invited));
    Leg callee = towards.get(caller.other());
    // The callee may know the INVITE by a later number: the first may not have been to its liking.
    callee.shift = invited - SipMessages.cseq(invite);
    callee.invites.put(SipMessages.cseq(invite), invited);
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

  /** The callee has spoken in a dialog that this node began in its place, and calls it its own. */
  void joined(SIPResponse fromCallee) {
    Leg callee = towards.get(caller.other());
    callee.to = SipMessages.header(fromCallee, "To").orElseThrow();
    callee.target = target(fromCallee);
    renamed = true;
  }

  /** Gives a response the names by which the sender of its request knows the two. */
  void rename(SIPRequest received, SIPResponse onward) {
    SipMessages.header(received, "From")
        .ifPresent(name -> SipMessages.setHeader(onward, "From", name));
    SipMessages.header(received, "To")
        .filter(_ -> SipMessages.toTag(received).isPresent())
        .or(() -> Optional.of(towards.get(caller).from))
        .ifPresent(name -> SipMessages.setHeader(onward, "To", name));
  }

  /** A request that ends here: the other side's numbers go on as if it had not been. */
  void endedHere(Side from) {
    towards.get(from.other()).shift--;
  }

  /** The same for one that may say anew where its sender is. */
  void absorbed(Side from, SIPRequest received) {
    endedHere(from);
    retarget(from, received);
    untold = Optional.of(from);
  }

  /** The 2xx settles what the provisional responses had begun (RFC 3261 §13.2.2.4). */
  void confirmed(SIPResponse ok) {
    Leg leg = towards.get(caller.other());
    leg.route = routeToCallee(ok);
    leg.target = target(ok);
  }

  /**
   * Follows a request that is relayed inside the dialog, to a new remote target of its sender, and
   * gives it the number it has on the other side.
   */
  void relay(Side from, SIPRequest received, SIPRequest onward) {
    Leg leg = towards.get(from.other());
    long number = leg.number(received);
    leg.cseq = Math.max(leg.cseq, number);
    SipMessages.setCseq(onward, number);
    if (renamed) {
      SipMessages.setHeader(onward, "From", leg.from);
      SipMessages.setHeader(onward, "To", leg.to);
    }
    SipMessages.header(onward, "RAck")
        .ifPresent(rack -> SipMessages.setHeader(onward, "RAck", leg.acknowledged(rack)));
    if (SipMessages.is(received, "NOTIFY")) {
      SipMessages.header(onward, "Event")
          .ifPresent(
              event -> SipMessages.setHeader(onward, "Event", towards.get(from).referred(event)));
    }
    retarget(from, received);
    if (untold.equals(Optional.of(from.other()))) {
      onward.setRequestURI(SipMessages.uri(leg.target));
    }
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

  /** Whether a reliable provisional response is the next one (RFC 3262 §4). */
  boolean inOrder(long number) {
    boolean next = rseq == 0 || number == rseq + 1;
    if (next) {
      rseq = number;
    }
    return next;
  }

  /** Number of the INVITE that began it, as the callee knows it. */
  long invited() {
    return invited;
  }

  /** A request of ours. */
  SIPRequest own(String method, Side side) {
    return request(method, side, towards.get(side).own());
  }

  /**
   * The ACK of a 2xx that the other side is not shown.
   *
   * @param cseq of the INVITE as we sent it
   */
  SIPRequest ack(Side side, long cseq) {
    return request("ACK", side, cseq);
  }

  private SIPRequest request(String method, Side side, long cseq) {
    Leg leg = towards.get(side);
    SIPRequest request = SipMessages.request(method, leg.target, leg.from, leg.to, callId, cseq);
    route(side, request);
    return request;
  }

  /** Where the far end of a side's requests is to be reached: the other side's remote target. */
  String contactTowards(Side side) {
    return "<" + towards.get(side.other()).target + ">";
  }

  private static String target(SIPMessage message) {
    return SipMessages.contactUri(message)
        .map(Object::toString)
        .orElseGet(() -> SipMessages.fromUri(message).toString());
  }
}
