// SPDX-License-Identifier: Apache-2.0
package ringway.waf.oauth;

import com.nimbusds.jwt.JWTClaimsSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import ringway.runtime.http.HttpReply;
import ringway.runtime.http.HttpRequest;
import ringway.waf.identity.Impi;
import ringway.waf.identity.Users;

/** {@code /userinfo}: who the user of a token is (OpenID Connect Core §5.3). */
final class UserInfoEndpoint {
  private static final String SCHEME = "Bearer ";

  private final AccessTokens tokens;
  private final ClientCertificates certificates;
  private final Users users;

  UserInfoEndpoint(AccessTokens tokens, ClientCertificates certificates, Users users) {
    this.users = users;
    this.tokens = tokens;
    this.certificates = certificates;
  }

  HttpReply get(HttpRequest request) {
    return header(request)
        .map(token -> answer(request, token))
        .orElseGet(() -> refusal(401, "", ""));
  }

  /** RFC 6750 §2.1, §2.2: the token in the header or, in a form, in the body; not in both. */
  HttpReply post(HttpRequest request) {
    Optional<String> header = header(request);
    Optional<String> body =
        request
            .header("Content-Type")
            .filter(type -> type.startsWith("application/x-www-form-urlencoded"))
            .flatMap(_ -> Form.of(request).get("access_token"));
    if (header.isPresent() && body.isPresent()) {
      return refusal(400, "invalid_request", "the access token is given in two ways");
    }
    return header
        .or(() -> body)
        .map(token -> answer(request, token))
        .orElseGet(() -> refusal(401, "", ""));
  }

  private static Optional<String> header(HttpRequest request) {
    return request
        .header("Authorization")
        .filter(value -> value.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
        .map(value -> value.substring(SCHEME.length()).strip());
  }

  private HttpReply answer(HttpRequest request, String token) {
    Optional<JWTClaimsSet> found = tokens.live(token).filter(claims -> isHolder(request, claims));
    if (found.isEmpty()) {
      return refusal(401, "invalid_token", "the access token is not known, expired or revoked");
    }
    JWTClaimsSet claims = found.get();
    if (!List.of(AccessTokens.text(claims, "scope").split(" ")).contains(TokenMint.OPENID)) {
      return refusal(403, "insufficient_scope", "the access token lacks the scope openid");
    }
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("sub", claims.getSubject());
    for (String name : List.of("impi", "impus")) {
      Optional.ofNullable(claims.getClaim(name)).ifPresent(value -> body.put(name, value));
    }
    if (claims.getClaim("impi") instanceof String impi) {
      users
          .named(claims.getSubject())
          .flatMap(user -> user.choosing(new Impi(impi)))
          .ifPresent(user -> body.put("subscriptions", TokenMint.subscriptions(user)));
    }
    return HttpReply.json(200, body).noStore();
  }

  /** RFC 8705 §3: a bound token is good only together with its certificate. */
  private boolean isHolder(HttpRequest request, JWTClaimsSet claims) {
    return !(claims.getClaim("cnf") instanceof Map<?, ?> cnf)
        || certificates
            .of(request)
            .map(Caller::thumbprint)
            .filter(print -> print.equals(cnf.get("x5t#S256")))
            .isPresent();
  }

  /** RFC 6750 §3: whoever sent no token is told the scheme and no error. */
  private static HttpReply refusal(int status, String error, String description) {
    if (error.isEmpty()) {
      return HttpReply.json(
              status,
              Map.of("error", "invalid_token", "error_description", "an access token is needed"))
          .with("WWW-Authenticate", "Bearer realm=\"waf\"")
          .noStore();
    }
    return HttpReply.json(status, Map.of("error", error, "error_description", description))
        .with(
            "WWW-Authenticate",
            "Bearer realm=\"waf\", error=\"%s\", error_description=\"%s\""
                .formatted(error, description))
        .noStore();
  }
}
