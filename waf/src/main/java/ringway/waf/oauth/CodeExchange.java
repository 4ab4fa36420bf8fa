// SPDX-License-Identifier: Apache-2.0
package ringway.waf.oauth;

import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.pkce.CodeChallenge;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.waf.identity.User;
import ringway.waf.identity.Users;
import ringway.waf.store.AuthorizedCode;
import ringway.waf.store.GrantStore;
import ringway.waf.store.Handle;
import ringway.waf.store.Redemption;
import ringway.waf.store.RefreshFamily;

/** The grant {@code authorization_code} (RFC 6749 §4.1.3, RFC 7636 §4.6). */
final class CodeExchange {
  private static final Logger log = LoggerFactory.getLogger(CodeExchange.class);

  private final GrantStore store;
  private final Users users;
  private final TokenIssuer issuer;
  private final TokenRevocations revocations;
  private final Duration refreshLife;
  private final Clock clock;

  CodeExchange(
      GrantStore store,
      Users users,
      TokenIssuer issuer,
      TokenRevocations revocations,
      Duration refreshLife,
      Clock clock) {
    this.store = store;
    this.users = users;
    this.issuer = issuer;
    this.revocations = revocations;
    this.refreshLife = refreshLife;
    this.clock = clock;
  }

  Map<String, Object> exchange(Caller caller, AuthorizationCodeGrant request) {
    String familyId = Handle.fresh();
    String secret = Handle.fresh();
    AuthorizedCode code = redeem(caller, request, familyId, secret);
    Optional<String> mismatch = mismatch(caller.client(), request, code);
    Optional<User> user = Granted.user(users, code.grant());
    if (mismatch.isPresent() || user.isEmpty()) {
      // The code is spent: whoever sent it may have stolen it and must not try again.
      store.close(familyId);
      throw refusal(mismatch.orElse(Granted.GONE));
    }
    Map<String, Object> body =
        issuer.forUser("authorization_code", caller, user.get(), familyId, code.grant().scopes());
    body.put("refresh_token", familyId + "." + secret);
    issuer.addIdentity(body, code.grant(), user.get(), code.nonce());
    return body;
  }

  private AuthorizedCode redeem(
      Caller caller, AuthorizationCodeGrant request, String familyId, String secret) {
    Redemption redemption =
        store.redeem(
            Handle.hash(request.getAuthorizationCode().getValue()),
            code ->
                new RefreshFamily(
                    familyId,
                    code.grant(),
                    Handle.hash(secret),
                    code.grant().signedInAt().plus(refreshLife)));
    return switch (redemption) {
      case Redemption.First first -> first.code();
      case Redemption.Unknown _ -> throw refusal("the code is not known or has expired");
      case Redemption.Replayed(String family) -> {
        // RFC 6749 §4.1.2: what came of the first use may be in wrong hands.
        revocations.revokeSession(family);
        log.warn("code replayed, its tokens revoked client={}", caller.client().id());
        throw refusal("the code has been used before");
      }
    };
  }

  private Optional<String> mismatch(
      Client client, AuthorizationCodeGrant request, AuthorizedCode code) {
    if (clock.instant().isAfter(code.expiresAt())) {
      return Optional.of("the code is not known or has expired");
    }
    if (!code.grant().clientId().equals(client.id())) {
      return Optional.of("the code belongs to another client");
    }
    if (request.getRedirectionURI() == null
        || !request.getRedirectionURI().toString().equals(code.redirectUri())) {
      return Optional.of("redirect_uri is not the one of the authorization request");
    }
    if (!proves(request.getCodeVerifier(), code.challenge())) {
      return Optional.of("code_verifier does not match the code_challenge");
    }
    return Optional.empty();
  }

  private static boolean proves(@Nullable CodeVerifier verifier, String challenge) {
    return verifier != null
        && MessageDigest.isEqual(
            CodeChallenge.compute(CodeChallengeMethod.S256, verifier)
                .getValue()
                .getBytes(StandardCharsets.US_ASCII),
            challenge.getBytes(StandardCharsets.US_ASCII));
  }

  private static OAuthReject refusal(String description) {
    return new OAuthReject(OAuth2Error.INVALID_GRANT, description);
  }
}
