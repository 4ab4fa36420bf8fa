// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.registration;

import java.util.UUID;
import javax.sip.address.SipURI;

/**
 * What this eP-CSCF writes about itself into messages on Mw.
 *
 * @param domain the home network, also the realm of registrations
 * @param visitedNetwork P-Visited-Network-ID: for a trusted node the I-CSCF goes by it (TS 33.203
 *     U.1)
 * @param mwAddress host:port the core reaches us at
 */
public record NodeIdentity(String domain, String visitedNetwork, String mwAddress) {

  /** A URI of ours whose user part is the flow token; one form for Path and Record-Route. */
  public String uri(String token) {
    return "sip:" + token + "@" + mwAddress + ";lr";
  }

  /** What we call ourselves on Mw. */
  public String ownUri() {
    return "sip:" + mwAddress;
  }

  /** Where a part of this node is reached. */
  public String ownUri(String user) {
    return "sip:" + user + "@" + mwAddress;
  }

  /** Whether the URI names this node's address on Mw. */
  public boolean isAt(SipURI uri) {
    return mwAddress.equalsIgnoreCase(uri.getHost() + ":" + uri.getPort());
  }

  /** A Record-Route entry: usable from both sides, since a WIC sends everything on its one flow. */
  public String recordRoute(String token) {
    return "<" + uri(token) + ">";
  }

  /** TS 24.229 §4.5: a new ICID per dialog or registration; type 1 IOI for our own network. */
  public String chargingVector() {
    String host = mwAddress.substring(0, mwAddress.lastIndexOf(':'));
    return "icid-value=\""
        + UUID.randomUUID()
        + "\";icid-generated-at="
        + host
        + ";orig-ioi=\"Type 1"
        + domain
        + '"';
  }
}
