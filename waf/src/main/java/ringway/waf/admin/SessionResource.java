// SPDX-License-Identifier: Apache-2.0
package ringway.waf.admin;

import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import ringway.runtime.http.HttpReply;
import ringway.runtime.http.HttpRequest;
import ringway.runtime.http.Router;

/** {@code sessions} of users at clients. */
final class SessionResource {
  private final SessionEnd sessions;

  SessionResource(SessionEnd sessions) {
    this.sessions = sessions;
  }

  void operations(BiConsumer<String, Router.Route> add) {
    add.accept("GET sessions", this::list);
    add.accept("DELETE sessions", this::end);
  }

  private HttpReply list(HttpRequest request) {
    Page page = Page.of(request);
    return page.reply(
        sessions.after(Query.find(request, "user").orElse(""), page.after(), page.oneMore()),
        SessionEnd.Open::id,
        open ->
            Map.of(
                "id", open.id(),
                "user", open.user(),
                "client", open.client(),
                "signed-in-at", open.signedInAt().toString(),
                "expires-at", open.expiresAt().toString()));
  }

  private HttpReply end(HttpRequest request) {
    Optional<String> id = Query.find(request, "id");
    Optional<String> user = Query.find(request, "user");
    if (id.isPresent() == user.isPresent()) {
      throw Problem.field("id", "give either id, for one session, or user, for all of a user");
    }
    if (user.isPresent()) {
      return HttpReply.json(200, Map.of("ended", sessions.endAll(user.get()))).noStore();
    }
    if (!sessions.end(id.orElseThrow())) {
      throw Problem.notFound("such session");
    }
    return HttpReply.json(200, Map.of("ended", 1)).noStore();
  }
}
