// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.registration;

import gov.nist.javax.sip.header.Contact;
import gov.nist.javax.sip.message.SIPRequest;
import ringway.epcscf.sip.SipMessages;

/** What a P-CSCF adds to every REGISTER and keeps from it, whatever the scheme (§5.2.2.1). */
final class PcscfAdditions {
  private PcscfAdditions() {}

  /**
   * @param register on its way to the core
   * @param pathToken signed token of the flow the registration came on
   */
  static void to(SIPRequest register, SIPRequest received, NodeIdentity node, String pathToken) {
    TrustDomain.screenFromAccess(register);
    // TS 24.229 §5.2.2.1: to the entry point of the home network, not by the WIC's Route.
    SipMessages.removeHeaders(register, "Route");
    String path = node.uri(pathToken) + (asksOutbound(received) ? ";ob" : "");
    addOption(register, "Require", "path");
    addOption(register, "Supported", "path");
    // What the WIC brought under these names has been screened out above.
    SipMessages.addWritten(register, "Path", "<" + path + ">");
    SipMessages.addWritten(register, "P-Visited-Network-ID", "\"" + node.visitedNetwork() + "\"");
    SipMessages.addWritten(register, "P-Charging-Vector", node.chargingVector());
  }

  /** RFC 5626 §4.2: outbound is asked for by reg-id with an instance. */
  private static boolean asksOutbound(SIPRequest request) {
    if (!SipMessages.hasOption(request, "Supported", "outbound")) {
      return false;
    }
    for (Contact contact : TrustedNodeRegister.contacts(request)) {
      if (contact.hasParameter("reg-id") && contact.hasParameter("+sip.instance")) {
        return true;
      }
    }
    return false;
  }

  private static void addOption(SIPRequest request, String header, String option) {
    if (!SipMessages.hasOption(request, header, option)) {
      SipMessages.addHeader(request, header, option);
    }
  }
}
