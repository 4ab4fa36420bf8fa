// SPDX-License-Identifier: Apache-2.0
package ringway.waf.admin;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import ringway.runtime.http.HttpReply;
import ringway.runtime.http.HttpRequest;
import ringway.runtime.http.Router;
import ringway.waf.keys.KeyRing;

/** {@code keys} that sign tokens; private parts never leave. */
final class KeyResource {
  private final KeyRing keys;

  KeyResource(KeyRing keys) {
    this.keys = keys;
  }

  void operations(BiConsumer<String, Router.Route> add) {
    add.accept("GET keys", this::list);
    add.accept("POST keys/rotate", this::rotate);
    add.accept("DELETE keys", this::withdraw);
  }

  private HttpReply list(HttpRequest request) {
    return HttpReply.json(
            200, Map.of("items", keys.entries().stream().map(KeyResource::shown).toList()))
        .noStore();
  }

  private HttpReply rotate(HttpRequest request) {
    try {
      return HttpReply.json(201, Map.of("id", keys.rotate())).noStore();
    } catch (IllegalStateException e) {
      throw Problem.conflict("", String.valueOf(e.getMessage()));
    }
  }

  private HttpReply withdraw(HttpRequest request) {
    String id = Query.require(request, "id");
    try {
      if (!keys.withdraw(id)) {
        throw Problem.notFound("key `" + id + "`");
      }
      return HttpReply.of(204);
    } catch (IllegalStateException e) {
      throw Problem.conflict("", String.valueOf(e.getMessage()));
    }
  }

  private static Map<String, Object> shown(KeyRing.Entry entry) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("id", entry.id());
    shown.put("algorithm", entry.algorithm().toString());
    shown.put("signs-from", entry.signsFrom().toString());
    entry.expiresAt().ifPresent(at -> shown.put("expires-at", at.toString()));
    return shown;
  }
}
