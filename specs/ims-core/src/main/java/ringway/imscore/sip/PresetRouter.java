// SPDX-License-Identifier: Apache-2.0
package ringway.imscore.sip;

import gov.nist.javax.sip.message.SIPMessage;
import java.util.Collections;
import java.util.ListIterator;
import javax.sip.SipException;
import javax.sip.SipStack;
import javax.sip.address.Hop;
import javax.sip.address.Router;
import javax.sip.message.Request;

/**
 * Gives JAIN-SIP the next hop that {@link SipEndpoint} has chosen: transport depends on the size of
 * the message (TS 24.229 §4.2A), and Via has to name the same transport.
 */
public final class PresetRouter implements Router {
  /** The constructor JAIN-SIP looks for. */
  public PresetRouter(SipStack stack, String defaultRoute) {}

  static void preset(Request request, Hop hop) {
    ((SIPMessage) request).setApplicationData(hop);
  }

  @Override
  public Hop getNextHop(Request request) throws SipException {
    if (((SIPMessage) request).getApplicationData() instanceof Hop hop) {
      return hop;
    }
    throw new SipException("no next hop was chosen for " + request.getMethod());
  }

  // Deprecated in JAIN-SIP, but part of its interface.
  @SuppressWarnings("deprecation")
  @Override
  public ListIterator<?> getNextHops(Request request) {
    return Collections.emptyListIterator();
  }

  @Override
  public Hop getOutboundProxy() {
    throw new UnsupportedOperationException("the lab core has no outbound proxy");
  }
}
