// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.session;

import java.time.Duration;
import ringway.epcscf.registration.FlowToken;
import ringway.epcscf.registration.FlowTokens;
import ringway.epcscf.registration.NodeIdentity;
import ringway.epcscf.sip.SipReject;
import ringway.epcscf.w2.Flow;

/**
 * The S-CSCF of a registration does not answer: the WIC is told to register anew, which finds
 * another one (TS 24.229 §5.2.6.3.2A, §4.14).
 *
 * @param limit how long the S-CSCF may leave a first request without any answer
 */
record Restoration(NodeIdentity node, FlowTokens flowTokens, Duration limit) {
  private static final String TYPE = "application/3gpp-ims+xml";

  /** TS 24.229 §7.6. */
  private static final String BODY =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <ims-3gpp version="1">
        <alternative-service>
          <type>restoration</type>
          <reason>the serving node does not answer</reason>
          <action>initial-registration</action>
        </alternative-service>
      </ims-3gpp>
      """;

  /** By the asserted identity, our URI of its Path, the WIC knows that the word is ours. */
  SipReject registerAnew(Flow flow) {
    String path = node.uri(flowTokens.sign(FlowToken.ofPath(flow.id())));
    return SipReject.of(504, "Server Time-out")
        .withHeader("P-Asserted-Identity", "<" + path + ">")
        .withBody(TYPE, BODY);
  }
}
