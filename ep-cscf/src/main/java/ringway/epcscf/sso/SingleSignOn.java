// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.sso;

import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.epcscf.sip.DigestParameters;
import ringway.epcscf.sip.SipMessages;
import ringway.epcscf.sip.SipReject;
import ringway.epcscf.token.TokenRejected;
import ringway.epcscf.token.TokenVerifier;
import ringway.epcscf.token.WafUnreachable;
import ringway.epcscf.w2.Flow;

/** A password instead of a token: challenge, check, and the token that comes of it. */
public final class SingleSignOn {
  private static final Logger log = LoggerFactory.getLogger(SingleSignOn.class);
  private static final Duration WAF_RETRY = Duration.ofSeconds(5);

  private final SsoConfig config;
  private final String realm;
  private final Nonces nonces;
  private final PasswordCheck check;
  private final TokenVerifier verifier;

  private SingleSignOn(
      SsoConfig config, String realm, PasswordCheck check, TokenVerifier verifier, Clock clock) {
    this.config = config;
    this.realm = realm;
    this.check = check;
    this.verifier = verifier;
    this.nonces = new Nonces(config.nonceLife(), clock);
  }

  /** Empty when the operator wants none. */
  public static Optional<SingleSignOn> of(
      SsoConfig config, String domain, TokenVerifier verifier, Clock clock) {
    return config
        .verify()
        .map(
            verify ->
                new SingleSignOn(
                    config,
                    config.realm().orElse(domain),
                    new PasswordCheck(
                        verify,
                        config.clientId(),
                        config.clientSecret().orElseThrow(),
                        config.timeout()),
                    verifier,
                    clock));
  }

  /** 401 with our challenge and the one for a token; a client takes the one it understands. */
  public SipReject challenge(Flow flow, String bearerChallenge, boolean stale) {
    SipReject reject = SipReject.of(401, "Unauthorized");
    String nonce = nonces.fresh(flow.id());
    for (SsoConfig.Algorithm algorithm : config.algorithms()) {
      reject =
          reject.withHeader(
              "WWW-Authenticate",
              "Digest realm=\"%s\",nonce=\"%s\",algorithm=%s,qop=\"auth\"%s"
                  .formatted(realm, nonce, algorithm.word(), stale ? ",stale=TRUE" : ""));
    }
    return reject.withHeader("WWW-Authenticate", bearerChallenge);
  }

  /** A token in our own header, for clients that cannot write Authorization. */
  public SIPRequest withBearer(SIPRequest request) {
    Optional<String> token =
        SipMessages.header(request, config.header())
            .map(value -> value.split(";", 2)[0].strip())
            .filter(value -> !value.isEmpty());
    if (token.isEmpty() || hasBearer(request)) {
      return request;
    }
    SIPRequest copy = SipMessages.copy(request);
    SipMessages.addHeader(copy, "Authorization", "Bearer " + token.get());
    return copy;
  }

  private static boolean hasBearer(SIPRequest request) {
    return SipMessages.headers(request, "Authorization").stream()
        .anyMatch(value -> value.regionMatches(true, 0, "Bearer", 0, 6));
  }

  /**
   * Checks an answer to our challenge.
   *
   * @throws SipReject when it does not prove the user, or nobody can say
   */
  public SignedIn check(
      DigestParameters answer, SIPRequest request, Flow flow, String bearerChallenge) {
    requireAnswer(answer, request, flow, bearerChallenge);
    switch (nonces.take(answer.get("nonce"), flow.id(), answer.get("nc"))) {
      case GOOD -> {}
      case STALE -> throw challenge(flow, bearerChallenge, true);
      case FOREIGN -> throw challenge(flow, bearerChallenge, false);
    }
    try {
      return switch (check.ask(fields(answer, flow))) {
        case PasswordCheck.Outcome.Verified verified -> signedIn(answer, verified);
        case PasswordCheck.Outcome.Refused _ -> throw challenge(flow, bearerChallenge, false);
        case PasswordCheck.Outcome.TooManyTries(Duration wait) ->
            throw SipReject.of(403, "Forbidden")
                .withWarning("too many wrong passwords: wait")
                .withRetryAfter(wait);
      };
    } catch (IOException e) {
      log.warn("the password cannot be checked cause={}", e.getMessage());
      throw unavailable();
    }
  }

  private void requireAnswer(
      DigestParameters answer, SIPRequest request, Flow flow, String bearerChallenge) {
    boolean complete =
        answer.get("realm").equals(realm)
            && answer.get("qop").equals("auth")
            && !answer.get("response").isEmpty()
            && config.algorithms().stream()
                .anyMatch(offered -> offered.isNamed(answer.get("algorithm")));
    if (!complete) {
      throw challenge(flow, bearerChallenge, false);
    }
    // RFC 7616 §3.4.6: an answer is for what it was made for.
    if (!answer.get("uri").equalsIgnoreCase(request.getRequestURI().toString())) {
      throw SipReject.badRequest("the uri of the credentials is not the Request-URI");
    }
  }

  private static Map<String, String> fields(DigestParameters answer, Flow flow) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (String name :
        new String[] {
          "username", "realm", "nonce", "uri", "response", "qop", "nc", "cnonce", "algorithm"
        }) {
      fields.put(name, answer.get(name));
    }
    fields.put("method", "REGISTER");
    fields.put("source", flow.remote().getAddress().getHostAddress());
    return fields;
  }

  private SignedIn signedIn(DigestParameters answer, PasswordCheck.Outcome.Verified verified) {
    try {
      return new SignedIn(
          verifier.verify(verified.token().reveal()),
          verified.token(),
          verified.life(),
          "qop=auth,rspauth=\"%s\",cnonce=\"%s\",nc=%s"
              .formatted(verified.rspauth(), answer.get("cnonce"), answer.get("nc")));
    } catch (TokenRejected rejected) {
      log.error(
          "the WAF's own token is not accepted: do issuer, audience and scope agree? cause={}",
          rejected.getMessage());
      throw unavailable();
    } catch (WafUnreachable unreachable) {
      throw unavailable();
    }
  }

  private static SipReject unavailable() {
    return SipReject.of(503, "Service Unavailable")
        .withWarning("the password cannot be checked now")
        .withRetryAfter(WAF_RETRY);
  }

  /** Takes our header out of what passes through: it is between the client and us. */
  public void screen(SIPMessage message) {
    SipMessages.removeHeaders(message, config.header());
  }

  /** Into the 200 of whoever has just signed in: the token only where nobody else reads it. */
  public void grant(SIPResponse ok, SignedIn signedIn, Flow flow) {
    SipMessages.setHeader(ok, "Authentication-Info", signedIn.authenticationInfo());
    boolean unread =
        flow.secure()
            || (config.tokenOverLoopback() && flow.remote().getAddress().isLoopbackAddress());
    if (unread) {
      SipMessages.setHeader(
          ok,
          config.header(),
          signedIn.token().reveal() + ";expires=" + signedIn.life().toSeconds());
    }
  }
}
