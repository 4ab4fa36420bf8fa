// SPDX-License-Identifier: Apache-2.0
package ringway.waf.events;

import java.net.URI;
import ringway.waf.keys.TokenSigner;

/** Makes of an event the signed SET for one receiver. */
record Envelope(TokenSigner signer, URI issuer) {
  String seal(SecurityEvent event, EventsConfig.Receiver receiver) {
    return event.signed(signer, issuer, receiver.audience());
  }
}
