// SPDX-License-Identifier: Apache-2.0
package ringway.runtime.admin;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import ringway.runtime.config.Secret;
import ringway.runtime.http.HttpReply;
import ringway.runtime.http.HttpRequest;
import ringway.runtime.http.Router;

/** Lets administrators through: whoever shows the token of {@code admin.token}. */
public final class AdminToken {
  /** What a request without it is told. */
  public static final String HINT = "give the admin token as `Authorization: Bearer TOKEN`";

  private final Secret token;

  AdminToken(Secret token) {
    this.token = token;
  }

  /** RFC 6750 §2.1. */
  public boolean shownBy(HttpRequest request) {
    return credentials(request, "Bearer ").filter(token::matches).isPresent();
  }

  /** The route for administrators alone; 401 for others. */
  public Router.Route guard(Router.Route route) {
    return request -> shownBy(request) ? route.handle(request) : refused("Bearer realm=\"admin\"");
  }

  /**
   * For pages, which a browser opens: it asks for a name, which is free, and a password, the token
   * (RFC 7617). Not for routes that change anything, since the browser then sends it by itself.
   */
  public Router.Route guardPage(Router.Route route) {
    return request ->
        shownBy(request) || shownAsPassword(request)
            ? route.handle(request)
            : refused("Basic realm=\"admin\", charset=\"UTF-8\"");
  }

  private boolean shownAsPassword(HttpRequest request) {
    return credentials(request, "Basic ")
        .flatMap(AdminToken::password)
        .filter(token::matches)
        .isPresent();
  }

  private static Optional<String> password(String credentials) {
    try {
      String pair = new String(Base64.getDecoder().decode(credentials), StandardCharsets.UTF_8);
      return Optional.of(pair.substring(pair.indexOf(':') + 1));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private static Optional<String> credentials(HttpRequest request, String scheme) {
    return request
        .header("Authorization")
        .filter(header -> header.regionMatches(true, 0, scheme, 0, scheme.length()))
        .map(header -> header.substring(scheme.length()).strip());
  }

  private static HttpReply refused(String challenge) {
    return HttpReply.json(401, Map.of("error", "unauthorized", "error_description", HINT))
        .with("WWW-Authenticate", challenge)
        .noStore();
  }
}
