// SPDX-License-Identifier: Apache-2.0
package ringway.waf.oauth;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.token.TokenTypeURI;
import java.text.ParseException;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import ringway.waf.identity.User;
import ringway.waf.store.Handle;

/** The grant token exchange (RFC 8693): a token of a trusted issuer for one of ours. */
final class TokenExchange {
  static final String GRANT_TYPE = "urn:ietf:params:oauth:grant-type:token-exchange";
  private static final Set<String> SUBJECT_TYPES =
      Set.of(
          TokenTypeURI.ID_TOKEN.toString(),
          TokenTypeURI.ACCESS_TOKEN.toString(),
          TokenTypeURI.JWT.toString());

  private final Map<String, TrustedIssuer> issuers;
  private final RemoteKeys keys;
  private final LinkedUsers users;
  private final TokenIssuer tokens;
  private final Clock clock;

  TokenExchange(
      Collection<TrustedIssuer> issuers,
      RemoteKeys keys,
      LinkedUsers users,
      TokenIssuer tokens,
      Clock clock) {
    this.issuers =
        issuers.stream()
            .collect(Collectors.toUnmodifiableMap(TrustedIssuer::issuer, Function.identity()));
    this.keys = keys;
    this.users = users;
    this.tokens = tokens;
    this.clock = clock;
  }

  Map<String, Object> exchange(Caller caller, Form form) {
    if (!caller.client().mayExchange()) {
      throw new OAuthReject(OAuth2Error.UNAUTHORIZED_CLIENT, "this client may not exchange tokens");
    }
    String type = requireTypes(form);
    // No ID token comes of an exchange, so no scope for one either.
    List<String> scopes = Scopes.within(form, caller.client().scopes());
    User user = user(form.require("subject_token"), type);
    Map<String, Object> body = tokens.forUser(GRANT_TYPE, caller, user, Handle.fresh(), scopes);
    body.put("issued_token_type", TokenTypeURI.ACCESS_TOKEN.toString());
    return body;
  }

  private static String requireTypes(Form form) {
    String type = form.require("subject_token_type");
    if (!SUBJECT_TYPES.contains(type)) {
      throw invalid("subject_token_type must be the id_token, access_token or jwt of RFC 8693");
    }
    if (form.get("actor_token").isPresent() || form.get("actor_token_type").isPresent()) {
      throw invalid("actor tokens are not supported");
    }
    String requested =
        form.get("requested_token_type").orElse(TokenTypeURI.ACCESS_TOKEN.toString());
    if (!requested.equals(TokenTypeURI.ACCESS_TOKEN.toString())) {
      throw invalid("only access tokens are issued in exchange");
    }
    return type;
  }

  /** RFC 8693 §2.2.2: whatever is wrong with a subject token, the error is invalid_request. */
  private User user(String token, String type) {
    try {
      SignedJWT jwt = ForeignJwt.parse(token);
      requireType(jwt, type);
      // Read before it is verified, only to know whose keys to verify it with.
      TrustedIssuer trusted =
          Optional.ofNullable(jwt.getJWTClaimsSet().getIssuer())
              .flatMap(issuer -> Optional.ofNullable(issuers.get(issuer)))
              .orElseThrow(() -> new ForeignJwt.Bad("its issuer is not trusted here"));
      JWTClaimsSet claims =
          ForeignJwt.check(jwt, keys.at(trusted.jwksUri()), trusted.audiences(), clock.instant());
      if (claims.getSubject() == null) {
        throw new ForeignJwt.Bad("it has no sub");
      }
      return users
          .linkedTo(trusted.issuer(), claims.getSubject())
          .orElseThrow(() -> new ForeignJwt.Bad("no user here is linked to its subject"));
    } catch (ForeignJwt.Bad bad) {
      throw invalid("the subject_token is not accepted: " + bad.reason());
    } catch (ParseException _) {
      throw invalid("the subject_token is not accepted: its claims cannot be read");
    }
  }

  /** An ID token is no access token and the reverse (RFC 8725 §3.11). */
  private static void requireType(SignedJWT jwt, String type) throws ForeignJwt.Bad {
    boolean access = TokenMint.ACCESS_TOKEN.equals(accessType(jwt.getHeader().getType()));
    if (type.equals(TokenTypeURI.ID_TOKEN.toString()) && access
        || type.equals(TokenTypeURI.ACCESS_TOKEN.toString()) && !access) {
      throw new ForeignJwt.Bad("its typ does not fit the subject_token_type");
    }
  }

  private static JOSEObjectType accessType(@Nullable JOSEObjectType type) {
    return type != null && type.getType().equalsIgnoreCase("application/at+jwt")
        ? TokenMint.ACCESS_TOKEN
        : type == null ? JOSEObjectType.JWT : type;
  }

  private static OAuthReject invalid(String description) {
    return new OAuthReject(OAuth2Error.INVALID_REQUEST, description);
  }
}
