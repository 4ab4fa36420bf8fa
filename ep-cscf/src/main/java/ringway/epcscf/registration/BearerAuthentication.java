// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.registration;

import gov.nist.javax.sip.message.SIPRequest;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import ringway.epcscf.sip.BearerCredentials;
import ringway.epcscf.sip.SipReject;
import ringway.epcscf.token.AccessIdentity;
import ringway.epcscf.token.TokenConfig;
import ringway.epcscf.token.TokenRejected;
import ringway.epcscf.token.TokenVerifier;
import ringway.epcscf.token.WafUnreachable;
import ringway.epcscf.w2.Flow;

/** From the Bearer token of a request to the identity it proves (RFC 8898 §2.2, TS 33.203 X.4). */
public final class BearerAuthentication {
  private static final Duration WAF_RETRY = Duration.ofSeconds(5);

  private final TokenVerifier verifier;
  private final TokenUses uses;
  private final String challenge;

  public BearerAuthentication(
      String domain,
      TokenConfig config,
      TokenVerifier verifier,
      MeterRegistry metrics,
      Clock clock) {
    this.verifier = verifier;
    this.uses = new TokenUses(config, metrics, clock);
    this.challenge =
        "Bearer realm=\"%s\", scope=\"%s\", authz_server=\"%s\""
            .formatted(domain, config.scope(), config.issuers().getFirst().issuer());
  }

  /** For a REGISTER: without a token it is challenged. */
  public AccessIdentity require(SIPRequest request) {
    return verify(request).orElseThrow(this::challenge);
  }

  /** For a request without a token. */
  SipReject challenge() {
    return unauthorized(challenge);
  }

  /** For other requests: TS 24.371 §7.2.1 wants a token in each; whether one must be is policy. */
  public Optional<AccessIdentity> verify(SIPRequest request) {
    return BearerCredentials.of(request).map(this::verify);
  }

  /** A token may register one client only, where the policy is so. */
  void requireOneClient(AccessIdentity identity, SIPRequest request, Flow flow) {
    if (!uses.admits(identity, request, flow)) {
      throw unauthorized(challenge + ", error=\"invalid_token\"")
          .withWarning("the token has registered another client");
    }
  }

  private AccessIdentity verify(BearerCredentials credentials) {
    try {
      return verifier.verify(credentials.token().reveal());
    } catch (TokenRejected rejected) {
      if (rejected.isForbidden()) {
        throw SipReject.of(403, "Forbidden").withWarning(rejected.getMessage());
      }
      throw unauthorized(challenge + ", error=\"" + rejected.errorCode() + "\"")
          .withWarning(rejected.getMessage());
    } catch (WafUnreachable unreachable) {
      throw SipReject.of(503, "Service Unavailable")
          .withWarning("the token cannot be checked now")
          .withRetryAfter(WAF_RETRY);
    }
  }

  private static SipReject unauthorized(String challenge) {
    return SipReject.of(401, "Unauthorized").withHeader("WWW-Authenticate", challenge);
  }
}
