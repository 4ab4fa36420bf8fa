// SPDX-License-Identifier: Apache-2.0
package ringway.wwsf.session;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import ringway.runtime.http.HttpReply;
import ringway.runtime.http.HttpRequest;
import ringway.wwsf.oauth.SignedIn;

/** {@code GET /session}: who is there, without a token and without asking the WAF. */
public record SessionEndpoint(Sessions sessions, BrowserCookies cookies) {

  public HttpReply get(HttpRequest request) {
    Optional<SignedIn> known = cookies.session(request).flatMap(sessions::find);
    Map<String, Object> document = new LinkedHashMap<>();
    document.put(
        "kind", known.map(it -> it.subject().isPresent() ? "user" : "visitor").orElse("none"));
    known.flatMap(SignedIn::subject).ifPresent(user -> document.put("user", user));
    known.ifPresent(it -> document.put("impu", it.impus().getFirst()));
    return HttpReply.json(200, document).noStore();
  }
}
