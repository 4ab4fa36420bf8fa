// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.registration;

import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import ringway.epcscf.registration.RegistrationScheme.Relayed;
import ringway.epcscf.sip.DigestParameters;
import ringway.epcscf.sip.SipMessages;
import ringway.epcscf.sip.SipReject;

/** Scenario 1 (TS 33.203 X.2): what a P-CSCF changes in REGISTER and in its answer, no more. */
final class RelayedRegister {
  /** Keys for IPsec, of which a WIC has none: they end here (TS 24.229 §7.2A.1). */
  private static final Set<String> KEYS = Set.of("ik", "ck");

  private static final String CHALLENGE = "WWW-Authenticate";

  private RelayedRegister() {}

  static SIPRequest from(SIPRequest received, Relayed scheme, NodeIdentity node, String pathToken) {
    if (SipMessages.hasOption(received, "Require", "sec-agree")) {
      // TS 33.203 X.2.3.3: TLS stands in for what would be agreed upon.
      throw SipReject.of(420, "Bad Extension").withHeader("Unsupported", "sec-agree");
    }
    SIPRequest register = SipMessages.hop(received);
    PcscfAdditions.to(register, received, node, pathToken);
    scheme
        .credentials()
        .ifPresent(
            credentials ->
                SipMessages.setHeader(register, "Authorization", credentials.toString()));
    return register;
  }

  /** For the WIC: the core's challenges without keys, and ours beside them. */
  static void answer(SIPResponse response, Relayed scheme) {
    SipMessages.removeHeaders(response, "Security-Server");
    if (response.getStatusCode() != 401) {
      return;
    }
    List<String> challenges = SipMessages.headers(response, CHALLENGE);
    SipMessages.removeHeaders(response, CHALLENGE);
    challenges.stream()
        .flatMap(challenge -> withoutKeys(challenge).stream())
        .forEach(challenge -> SipMessages.addHeader(response, CHALLENGE, challenge));
    scheme
        .bearerChallenge()
        .ifPresent(challenge -> SipMessages.addHeader(response, CHALLENGE, challenge));
  }

  /** Empty when it is Digest and not well formed: then nobody knows where a key may be in it. */
  private static Optional<String> withoutKeys(String challenge) {
    if (!DigestParameters.isDigest(challenge)) {
      return Optional.of(challenge);
    }
    Optional<DigestParameters> read = DigestParameters.read(challenge);
    return read.map(
        digest ->
            KEYS.stream().allMatch(key -> digest.get(key).isEmpty())
                ? challenge
                : digest.without(KEYS).toString());
  }
}
