// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.session;

import ringway.epcscf.registration.FlowToken;
import ringway.epcscf.registration.FlowTokens;
import ringway.epcscf.registration.NodeIdentity;
import ringway.epcscf.sip.SipReject;
import ringway.epcscf.w2.Flow;

/** Refusals that tell the WIC what else to do (TS 24.229 §7.6). */
record AlternativeService(NodeIdentity node, FlowTokens flowTokens) {
  private static final String TYPE = "application/3gpp-ims+xml";

  /** By the asserted identity, our URI of its Path, the WIC knows that the word is ours. */
  SipReject in(SipReject reject, Flow flow, String type, String reason, String action) {
    String path = node.uri(flowTokens.sign(FlowToken.ofPath(flow.id())));
    return reject
        .withHeader("P-Asserted-Identity", "<" + path + ">")
        .withBody(
            TYPE,
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <ims-3gpp version="1">
              <alternative-service>
                <type>%s</type>
                <reason>%s</reason>
                <action>%s</action>
              </alternative-service>
            </ims-3gpp>
            """
                .formatted(type, reason, action));
  }
}
