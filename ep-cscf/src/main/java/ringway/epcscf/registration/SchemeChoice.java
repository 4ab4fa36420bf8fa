// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.registration;

import gov.nist.javax.sip.message.SIPRequest;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import ringway.epcscf.registration.RegistrationConfig.Scheme;
import ringway.epcscf.registration.RegistrationScheme.Relayed;
import ringway.epcscf.registration.RegistrationScheme.TrustedNode;
import ringway.epcscf.sip.DigestParameters;
import ringway.epcscf.sip.SipMessages;
import ringway.epcscf.sip.SipReject;
import ringway.epcscf.sso.SignedIn;
import ringway.epcscf.sso.SingleSignOn;
import ringway.epcscf.token.AccessIdentity;
import ringway.epcscf.w2.Flow;

/**
 * Which scheme a REGISTER is of, and whether it may be: a token first, then Digest, then whatever
 * challenge there is to offer.
 */
final class SchemeChoice {
  private final RegistrationConfig config;
  private final BearerAuthentication authentication;
  private final Set<String> thirdPartyWafs;
  private final Optional<SingleSignOn> sso;
  private final RegistrationTable table;

  SchemeChoice(
      RegistrationConfig config,
      BearerAuthentication authentication,
      Set<String> thirdPartyWafs,
      Optional<SingleSignOn> sso,
      RegistrationTable table) {
    this.config = config;
    this.authentication = authentication;
    this.thirdPartyWafs = thirdPartyWafs;
    this.sso = sso;
    this.table = table;
  }

  /**
   * @throws SipReject when nothing allowed fits
   */
  RegistrationScheme of(SIPRequest request, Flow flow) {
    if (!config.allows(Scheme.BEARER)) {
      return relayed(request, flow, Optional.empty());
    }
    Optional<AccessIdentity> identity;
    try {
      identity = authentication.verify(sso.map(on -> on.withBearer(request)).orElse(request));
    } catch (SipReject reject) {
      if (reject.status() != 401) {
        throw reject;
      }
      return withoutToken(request, flow, reject);
    }
    return identity.isPresent()
        ? trusted(request, flow, identity.get(), Optional.empty())
        : withoutToken(request, flow, authentication.challenge());
  }

  /**
   * No token, or none that is good: is there another way?
   *
   * @param unauthorized what is answered when there is not
   */
  private RegistrationScheme withoutToken(SIPRequest request, Flow flow, SipReject unauthorized) {
    Optional<String> bearer = challenge(unauthorized);
    if (sso.isPresent() && !isByCard(request)) {
      return signedOn(request, flow, bearer.orElseThrow());
    }
    if (!config.relays()) {
      throw unauthorized;
    }
    return relayed(request, flow, bearer);
  }

  private RegistrationScheme signedOn(SIPRequest request, Flow flow, String bearerChallenge) {
    SingleSignOn on = sso.orElseThrow();
    DigestParameters answer =
        RelayedCredentials.of(request)
            .orElseThrow(() -> on.challenge(flow, bearerChallenge, false));
    SignedIn signedIn = on.check(answer, request, flow, bearerChallenge);
    return trusted(request, flow, signedIn.identity(), Optional.of(signedIn));
  }

  /** A card is for the core to check, also where passwords are for the WAF. */
  private static boolean isByCard(SIPRequest request) {
    return RelayedCredentials.of(request)
        .filter(given -> RelayedCredentials.schemeOf(given) != Scheme.DIGEST)
        .isPresent();
  }

  private TrustedNode trusted(
      SIPRequest request, Flow flow, AccessIdentity identity, Optional<SignedIn> signedIn) {
    requireCovered(request, identity);
    authentication.requireOneClient(identity, request, flow);
    return new TrustedNode(identity, thirdPartyWafs.contains(identity.wafIssuer()), signedIn);
  }

  private static Optional<String> challenge(SipReject unauthorized) {
    return unauthorized.headers().stream()
        .filter(header -> header.name().equals("WWW-Authenticate"))
        .map(SipReject.Header::value)
        .findFirst();
  }

  private Relayed relayed(SIPRequest request, Flow flow, Optional<String> bearerChallenge) {
    Optional<DigestParameters> credentials = RelayedCredentials.of(request);
    if (credentials.isEmpty()) {
      return new Relayed("challenge", Optional.empty(), credentials, bearerChallenge);
    }
    Scheme scheme = RelayedCredentials.schemeOf(credentials.get());
    requireAllowed(scheme, flow);
    Optional<Impi> impi = RelayedCredentials.impi(credentials.get());
    boolean bound = impi.filter(claimed -> isBound(request, flow, claimed)).isPresent();
    return new Relayed(
        scheme.name().toLowerCase(Locale.ROOT).replace('_', '-'),
        impi,
        Optional.of(RelayedCredentials.marked(credentials.get(), flow, bound)),
        bearerChallenge);
  }

  private void requireAllowed(Scheme scheme, Flow flow) {
    if (!config.allows(scheme)) {
      throw SipReject.of(403, "Forbidden").withWarning("this way to register is not allowed here");
    }
    // TS 33.203 X.2.3.3: AKAv2 stands on TLS, which takes the place of IPsec.
    if (scheme == Scheme.AKA && !flow.secure()) {
      throw SipReject.of(403, "Forbidden").withWarning("IMS AKA needs TLS");
    }
  }

  /** TS 24.229 §5.2.2: as the same user, and for an identity that came with the registration. */
  private boolean isBound(SIPRequest request, Flow flow, Impi claimed) {
    return table
        .of(flow)
        .filter(registration -> registration.proof() instanceof Registration.Proof.ByCore)
        .filter(registration -> registration.impi().equals(claimed))
        .filter(registration -> holds(registration, SipMessages.toUri(request).toString()))
        .isPresent();
  }

  private static boolean holds(Registration registration, String impu) {
    try {
      return registration.holds(new Impu(impu));
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  /** REQ 3.1 of TS 33.203 X.4.1: the identities shown are those the token covers. */
  private static void requireCovered(SIPRequest request, AccessIdentity identity) {
    if (!isCovered(SipMessages.toUri(request).toString(), identity)
        || !isCovered(SipMessages.fromUri(request).toString(), identity)) {
      throw SipReject.of(403, "Forbidden").withWarning("the token does not cover this identity");
    }
  }

  private static boolean isCovered(String uri, AccessIdentity identity) {
    Optional<Impu> shown = Impu.of(uri);
    for (String covered : identity.impus()) {
      if (shown.isPresent() && shown.get().equals(new Impu(covered))) {
        return true;
      }
    }
    return false;
  }
}
