// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.session;

import gov.nist.javax.sip.address.SipUri;
import gov.nist.javax.sip.message.SIPRequest;
import java.util.Optional;
import javax.sip.address.SipURI;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.epcscf.mw.CoreTransport;
import ringway.epcscf.sip.Encoded;
import ringway.epcscf.sip.SipMessages;
import ringway.epcscf.sip.SipReject;
import ringway.epcscf.transaction.ClientListener;
import ringway.epcscf.transaction.LinkDown;
import ringway.epcscf.transaction.SipLink;
import ringway.epcscf.transaction.TransactionLayer;
import ringway.epcscf.w2.Flow;

/** Which link a request takes: the browser's connection, or the one its Route asks for. */
record NextHop(CoreTransport core, Restoration restoration) {
  private static final Logger log = LoggerFactory.getLogger(NextHop.class);

  /**
   * @throws LinkDown when there is no such link
   */
  SipLink towards(Side side, Flow flow, SIPRequest onward) {
    if (side == Side.ACCESS) {
      return flow;
    }
    return core.linkTo(inCore(onward), SipMessages.bytes(onward).length);
  }

  private SipURI inCore(SIPRequest onward) {
    return SipMessages.topRoute(onward)
        .or(() -> SipMessages.requestSipUri(onward).filter(NextHop::hasAddress))
        .orElseGet(core::entryPoint);
  }

  /**
   * Sends a first request of a WIC into the core: a server that refuses it with 503, or says
   * nothing in time, is followed by the next of that name (RFC 3263 §4.3).
   *
   * @return cancels it
   */
  Runnable enter(
      Flow flow, SIPRequest onward, TransactionLayer transactions, ClientListener listener) {
    try {
      return core.enter(
          inCore(onward),
          Encoded.of(onward),
          Optional.of(restoration.limit()),
          transactions,
          listener);
    } catch (LinkDown down) {
      log.warn("no way onward cause={}", down.getMessage());
      throw nowhere(Side.CORE, flow, onward, ClientListener.Failure.TRANSPORT);
    }
  }

  /** The same for a request whose sender is to be told. */
  SipLink orReject(Side side, Flow flow, SIPRequest onward) {
    try {
      return towards(side, flow, onward);
    } catch (LinkDown down) {
      log.warn("no way onward cause={}", down.getMessage());
      throw nowhere(side, flow, onward, ClientListener.Failure.TRANSPORT);
    }
  }

  /** For the sender of a request that found nobody on that side. */
  SipReject nowhere(Side side, Flow flow, SIPRequest request, ClientListener.Failure failure) {
    return restores(side, request, failure)
        ? restoration.registerAnew(flow)
        : plainly(side, failure);
  }

  /** A node that is full says nothing about the S-CSCF: registering anew would only add to it. */
  static boolean restores(Side side, SIPRequest request, ClientListener.Failure failure) {
    return failure != ClientListener.Failure.OVERLOAD && side == Side.CORE && begins(request);
  }

  static SipReject plainly(Side side, ClientListener.Failure failure) {
    return switch (failure) {
      case TIMEOUT -> SipReject.of(408, "Request Timeout");
      case OVERLOAD -> TransactionLayer.overloaded();
      // RFC 5626 §5.3: the flow the request was for has failed.
      case TRANSPORT ->
          side == Side.ACCESS
              ? SipReject.of(430, "Flow Failed")
              : SipReject.of(503, "Service Unavailable")
                  .withWarning("the IMS core cannot be reached");
    };
  }

  /** Whether the request goes by a Service-Route: inside a dialog the route is the dialog's. */
  static boolean begins(SIPRequest request) {
    return SipMessages.toTag(request).isEmpty();
  }

  /** A phone number in SIP form names a domain, not a host to send to. */
  private static boolean hasAddress(SipURI uri) {
    return uri instanceof SipUri sip && !"phone".equals(sip.getUserParam());
  }
}
