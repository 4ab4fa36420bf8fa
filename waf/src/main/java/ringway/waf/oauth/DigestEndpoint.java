// SPDX-License-Identifier: Apache-2.0
package ringway.waf.oauth;

import com.nimbusds.oauth2.sdk.OAuth2Error;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import ringway.runtime.http.HttpReply;
import ringway.runtime.http.HttpRequest;
import ringway.waf.digest.DigestAnswer;
import ringway.waf.digest.DigestVerifier;
import ringway.waf.identity.Impu;
import ringway.waf.store.Handle;

/**
 * {@code POST /digest/verify}: an eP-CSCF has challenged a user and asks whether the answer proves
 * the password; if so the user has signed in and gets a token.
 */
final class DigestEndpoint {
  private static final String GRANT = "digest";
  private static final List<String> SCOPES = List.of(TokenMint.IMS_REGISTER);
  private static final int TOO_MANY = 429;

  private final ClientAuthentication clients;
  private final DigestVerifier verifier;
  private final TokenIssuer tokens;
  private final AuditTrail audit;

  DigestEndpoint(
      ClientAuthentication clients, DigestVerifier verifier, TokenIssuer tokens, AuditTrail audit) {
    this.clients = clients;
    this.verifier = verifier;
    this.tokens = tokens;
    this.audit = audit;
  }

  HttpReply verify(HttpRequest request) {
    Form form = Form.of(request);
    Caller caller = clients.authenticate(request, form);
    if (!verifier.mayAsk(caller.client().id())
        || !caller.client().scopes().contains(TokenMint.IMS_REGISTER)) {
      throw new OAuthReject(
          403, OAuth2Error.UNAUTHORIZED_CLIENT, "this client may not have passwords checked");
    }
    DigestAnswer answer = answer(form);
    return switch (verifier.check(answer)) {
      case DigestVerifier.Outcome.Verified verified -> signedIn(caller, answer, verified);
      case DigestVerifier.Outcome.Refused _ -> {
        record("digest-refused", caller, answer);
        yield HttpReply.json(200, Map.of("verified", false)).noStore();
      }
      case DigestVerifier.Outcome.TooManyTries(Duration wait) -> {
        record("digest-limited", caller, answer);
        yield HttpReply.json(TOO_MANY, Map.of("error", "too_many_tries"))
            .with("Retry-After", Long.toString(wait.toSeconds()))
            .noStore();
      }
    };
  }

  private static DigestAnswer answer(Form form) {
    if (!form.require("qop").equals("auth")) {
      throw new OAuthReject(OAuth2Error.INVALID_REQUEST, "qop must be auth");
    }
    return new DigestAnswer(
        form.require("username"),
        form.require("realm"),
        form.get("algorithm").orElse("MD5"),
        form.require("method"),
        form.require("uri"),
        form.require("nonce"),
        form.require("nc"),
        form.require("cnonce"),
        form.require("response"),
        form.require("source"));
  }

  private HttpReply signedIn(
      Caller caller, DigestAnswer answer, DigestVerifier.Outcome.Verified verified) {
    record("digest-verified", caller, answer);
    Map<String, Object> body =
        tokens.forUser(GRANT, caller, verified.user(), Handle.fresh(), SCOPES);
    body.put("verified", true);
    body.put("rspauth", verified.rspauth());
    body.put("impi", verified.user().impi().value());
    body.put("impus", verified.user().impus().stream().map(Impu::value).toList());
    return HttpReply.json(200, body).noStore();
  }

  private void record(String event, Caller caller, DigestAnswer answer) {
    audit.record(
        event,
        "client",
        caller.client().id(),
        "user",
        answer.username(),
        "source",
        answer.source());
  }
}
