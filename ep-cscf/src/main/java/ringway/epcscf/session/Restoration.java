// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.session;

import java.time.Duration;
import ringway.epcscf.sip.SipReject;
import ringway.epcscf.w2.Flow;

/**
 * The S-CSCF of a registration does not answer: the WIC is told to register anew, which finds
 * another one (TS 24.229 §5.2.6.3.2A, §4.14).
 *
 * @param limit how long the S-CSCF may leave a first request without any answer
 */
record Restoration(AlternativeService alternatives, Duration limit) {
  SipReject registerAnew(Flow flow) {
    return alternatives.in(
        SipReject.of(504, "Server Time-out"),
        flow,
        "restoration",
        "the serving node does not answer",
        "initial-registration");
  }
}
