// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.regevent;

import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import java.util.List;
import ringway.epcscf.registration.FlowToken;
import ringway.epcscf.registration.FlowTokens;
import ringway.epcscf.registration.Impu;
import ringway.epcscf.registration.NodeIdentity;
import ringway.epcscf.registration.Registration;
import ringway.epcscf.registration.RegistrationTable;
import ringway.epcscf.sip.SipMessages;

/**
 * The requests of one subscription, as their subscriber: TS 24.229 §5.2.3, RFC 6665 §4.1. Owned by
 * its subscription.
 */
final class Watcher {
  /** User part of our Contact; core nodes send their NOTIFY there. */
  static final String USER = "reg-event";

  static final String REGINFO = "application/reginfo+xml";

  private final NodeIdentity node;
  private final FlowTokens flowTokens;
  private final String callId = SipMessages.newCallId();
  private final String from;
  private final String tag = SipMessages.newTag();
  private String to = "";
  private String target = "";
  private String speaker = "";
  private String peerTag = "";
  private List<String> route = List.of();
  private long cseq;
  private long heardCseq = -1;

  Watcher(NodeIdentity node, FlowTokens flowTokens) {
    this.node = node;
    this.flowTokens = flowTokens;
    this.from = "<" + node.ownUri() + ">;tag=" + tag;
  }

  String callId() {
    return callId;
  }

  boolean inDialog() {
    return !peerTag.isEmpty();
  }

  /** The dialog is over: the next request begins another one, of the same Call-ID. */
  void forgetDialog() {
    peerTag = "";
    heardCseq = -1;
  }

  /**
   * @param of the registration whose default identity is asked for and whose Path speaks for us
   */
  SIPRequest subscribe(RegistrationTable.Entry of, long expires) {
    if (!inDialog()) {
      target = resource(of.registration());
      to = "<" + target + ">";
      route = List.of();
    }
    // §5.2.3: by it the S-CSCF knows the P-CSCF of the registration's Path.
    speaker = "<" + node.uri(flowTokens.sign(FlowToken.ofPath(of.flow()))) + ">";
    return subscribe(expires);
  }

  SIPRequest unsubscribe() {
    return subscribe(0);
  }

  private SIPRequest subscribe(long expires) {
    SIPRequest subscribe = SipMessages.request("SUBSCRIBE", target, from, to, callId, ++cseq);
    route.forEach(entry -> SipMessages.addHeader(subscribe, "Route", entry));
    SipMessages.addHeader(subscribe, "Event", "reg");
    SipMessages.addHeader(subscribe, "Accept", REGINFO);
    SipMessages.addHeader(subscribe, "Expires", Long.toString(expires));
    SipMessages.addHeader(subscribe, "Contact", "<" + node.ownUri(USER) + ">");
    SipMessages.addHeader(subscribe, "P-Asserted-Identity", speaker);
    SipMessages.addHeader(subscribe, "P-Charging-Vector", node.chargingVector());
    return subscribe;
  }

  /** §5.2.3: a SIP URI of the default public identity, which may itself be a number. */
  private String resource(Registration registration) {
    return registration.impus().stream()
        .map(Impu::value)
        .filter(impu -> impu.startsWith("sip"))
        .findFirst()
        .orElseGet(
            () ->
                "sip:"
                    + registration.defaultImpu().value().substring("tel:".length())
                    + "@"
                    + node.domain()
                    + ";user=phone");
  }

  /** The 2xx, or the NOTIFY that overtook it, makes the dialog (RFC 6665 §4.4.1). */
  void accepted(SIPResponse ok) {
    learn(
        ok,
        SipMessages.toTag(ok).orElse(""),
        SipMessages.header(ok, "To").orElse(to),
        SipMessages.headers(ok, "Record-Route").reversed());
  }

  /** Whether the NOTIFY is of this subscription. */
  boolean knows(SIPRequest notify) {
    return SipMessages.toTag(notify).filter(tag::equals).isPresent()
        && SipMessages.fromTag(notify)
            .filter(theirs -> !inDialog() || theirs.equals(peerTag))
            .isPresent();
  }

  /** Whether it comes in its order; then the dialog follows it. */
  boolean follows(SIPRequest notify) {
    if (SipMessages.cseq(notify) <= heardCseq) {
      return false;
    }
    heardCseq = SipMessages.cseq(notify);
    learn(
        notify,
        SipMessages.fromTag(notify).orElse(""),
        SipMessages.header(notify, "From").orElse(to),
        SipMessages.headers(notify, "Record-Route"));
    return true;
  }

  private void learn(SIPMessage message, String theirTag, String address, List<String> routes) {
    if (!inDialog()) {
      peerTag = theirTag;
      to = address;
      route = List.copyOf(routes);
    }
    SipMessages.contactUri(message).ifPresent(uri -> target = uri.toString());
  }
}
