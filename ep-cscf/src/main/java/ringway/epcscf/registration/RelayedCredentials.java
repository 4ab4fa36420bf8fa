// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.registration;

import gov.nist.javax.sip.header.Authorization;
import gov.nist.javax.sip.message.SIPRequest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import ringway.epcscf.registration.RegistrationConfig.Scheme;
import ringway.epcscf.sip.DigestParameters;
import ringway.epcscf.sip.SipMessages;
import ringway.epcscf.sip.SipReject;
import ringway.epcscf.w2.Flow;

/** The Digest credentials of a WIC on their way to the core (TS 24.229 §5.2.2, §7.2A.2). */
final class RelayedCredentials {
  private static final String MARK = "integrity-protected";

  /** Written by a P-CSCF alone. */
  private static final Set<String> NETWORK_ONLY = Set.of(MARK, "authorization-entity");

  private RelayedCredentials() {}

  /**
   * Empty when the request has no Digest credentials.
   *
   * @throws SipReject 400 when they are not well formed or come twice
   */
  static Optional<DigestParameters> of(SIPRequest request) {
    List<String> given =
        SipMessages.headers(request, "Authorization", Authorization.class).stream()
            .filter(header -> header.getScheme().equalsIgnoreCase("Digest"))
            .map(header -> header.getHeaderValue().strip())
            .toList();
    if (given.size() > 1) {
      throw SipReject.badRequest("more than one Digest credential");
    }
    return given.stream()
        .findFirst()
        .map(
            text ->
                DigestParameters.read(text)
                    .orElseThrow(() -> SipReject.badRequest("Digest credentials not well formed")));
  }

  static Scheme schemeOf(DigestParameters credentials) {
    String algorithm = credentials.get("algorithm").toUpperCase(Locale.ROOT);
    if (algorithm.startsWith("AKAV2-")) {
      return Scheme.AKA;
    }
    return algorithm.startsWith("AKAV1-") ? Scheme.AKA_V1 : Scheme.DIGEST;
  }

  /**
   * The private identity they name. A core of the SIP world knows its users without a realm; the
   * realm of the challenge completes the name then.
   */
  static Optional<Impi> impi(DigestParameters credentials) {
    String username = credentials.get("username");
    if (username.isEmpty()) {
      return Optional.empty();
    }
    String whole = username.contains("@") ? username : username + "@" + credentials.get("realm");
    try {
      return Optional.of(new Impi(whole));
    } catch (IllegalArgumentException _) {
      throw SipReject.badRequest("username is no private identity");
    }
  }

  /**
   * With our word on how the request came, and without the WIC's.
   *
   * @param bound whether this connection is registered by Digest as the same user already
   */
  static DigestParameters marked(DigestParameters credentials, Flow flow, boolean bound) {
    DigestParameters own = credentials.without(NETWORK_ONLY);
    return mark(own, flow.secure(), bound).map(mark -> own.with(MARK, mark)).orElse(own);
  }

  private static Optional<String> mark(
      DigestParameters credentials, boolean secure, boolean bound) {
    if (schemeOf(credentials) == Scheme.AKA) {
      // TS 24.229 §5.4.1.1: TLS came before the registration, so no IPsec is looked for.
      return Optional.of("tls-connected");
    }
    if (bound) {
      return Optional.of(secure ? "tls-yes" : "ip-assoc-yes");
    }
    // The mark says how an answer came; without one there is nothing to say it of.
    return credentials.get("response").isEmpty()
        ? Optional.empty()
        : Optional.of(secure ? "tls-pending" : "ip-assoc-pending");
  }
}
