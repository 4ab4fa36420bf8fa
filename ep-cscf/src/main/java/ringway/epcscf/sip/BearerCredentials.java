// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.sip;

import gov.nist.javax.sip.message.SIPRequest;
import java.util.Optional;
import ringway.runtime.config.Secret;

/**
 * The access token of a request, in either spelling: {@code Bearer <token68>} (RFC 8898 §2.1) or
 * {@code Bearer access_token="…"} (TS 24.371 §A.3.2).
 */
public record BearerCredentials(Secret token) {
  /**
   * Empty when no Authorization has the Bearer scheme.
   *
   * @throws SipReject 400 when the credentials are garbled, empty or given twice
   */
  public static Optional<BearerCredentials> of(SIPRequest request) {
    throw new UnsupportedOperationException();
  }
}
