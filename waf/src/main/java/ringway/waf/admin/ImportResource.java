// SPDX-License-Identifier: Apache-2.0
package ringway.waf.admin;

import java.util.Map;
import java.util.function.BiConsumer;
import ringway.runtime.http.HttpReply;
import ringway.runtime.http.HttpRequest;
import ringway.runtime.http.Router;
import ringway.waf.store.Handle;

/**
 * {@code imports} of subscribers: opened, filled piece by piece, then taken over whole or dropped.
 */
final class ImportResource {
  private final Imports imports;

  ImportResource(Imports imports) {
    this.imports = imports;
  }

  void operations(BiConsumer<String, Router.Route> add) {
    add.accept("POST imports", this::open);
    add.accept("POST imports/lines", this::take);
    add.accept("POST imports/commit", this::commit);
    add.accept("DELETE imports", this::drop);
  }

  private HttpReply open(HttpRequest request) {
    String id = Handle.fresh();
    imports.open(id);
    return HttpReply.json(201, Map.of("id", id, "most-lines", Imports.MOST_ROWS)).noStore();
  }

  private HttpReply take(HttpRequest request) {
    String id = Query.require(request, "id");
    String first = Query.find(request, "line").orElse("2");
    if (!first.matches("[1-9][0-9]{0,7}")) {
      throw Problem.field("line", "expected the number of the first line in the file, such as 2");
    }
    JsonBody.requireType(request, "text/csv");
    SubscriberCsv.Outcome piece = SubscriberCsv.read(request.body(), Long.parseLong(first));
    Imports.Taken taken = imports.take(id, piece);
    return HttpReply.json(200, Map.of("taken", taken.rows(), "faults", taken.faults())).noStore();
  }

  private HttpReply commit(HttpRequest request) {
    String id = Query.require(request, "id");
    boolean dryRun = Query.flag(request, "dry-run");
    return HttpReply.json(200, Map.of("users", imports.commit(id, dryRun), "imported", !dryRun))
        .noStore();
  }

  private HttpReply drop(HttpRequest request) {
    if (!imports.drop(Query.require(request, "id"))) {
      throw Problem.notFound("such import");
    }
    return HttpReply.of(204);
  }
}
