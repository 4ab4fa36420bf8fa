// SPDX-License-Identifier: Apache-2.0
package ringway.waf.admin;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import ringway.runtime.http.HttpReply;
import ringway.runtime.http.HttpRequest;
import ringway.runtime.http.Router;
import ringway.waf.identity.Impi;
import ringway.waf.identity.Subscription;
import ringway.waf.pool.PoolStore;
import ringway.waf.pool.Pools;

/** {@code pools}, and the pairs in them. */
final class PoolResource {

  /** Pairs as they are sent, with the pool they go into. */
  record Sent(String pool, List<Subscription> pairs) {}

  private final PoolStore store;
  private final Pools pools;
  private final SessionEnd sessions;

  PoolResource(PoolStore store, Pools pools, SessionEnd sessions) {
    this.store = store;
    this.pools = pools;
    this.sessions = sessions;
  }

  void operations(BiConsumer<String, Router.Route> add) {
    add.accept("GET pools", this::list);
    add.accept("POST pools", this::add);
    add.accept("DELETE pools", this::delete);
    add.accept("GET pools/pairs", this::pairs);
    add.accept("DELETE pools/pairs", this::deletePair);
    add.accept("POST pools/recall", this::recall);
  }

  private HttpReply list(HttpRequest request) {
    Page page = Page.of(request);
    return page.reply(
        store.after(page.after(), page.oneMore()),
        PoolStore.Pool::name,
        pool ->
            Map.of(
                "name", pool.name(),
                "from-config", pool.fromConfig(),
                "pairs", pool.pairs(),
                "free", pool.free()));
  }

  private HttpReply add(HttpRequest request) {
    Sent sent = JsonBody.read(request, Sent.class);
    try {
      store.add(sent.pool(), sent.pairs());
    } catch (IllegalArgumentException e) {
      throw Problem.field("pool", String.valueOf(e.getMessage()));
    }
    return HttpReply.json(201, Map.of("pool", sent.pool(), "added", sent.pairs().size())).noStore();
  }

  private HttpReply delete(HttpRequest request) {
    String name = Query.require(request, "name");
    if (!store.remove(name)) {
      throw Problem.notFound("pool `" + name + "`");
    }
    return HttpReply.of(204);
  }

  private HttpReply pairs(HttpRequest request) {
    Page page = Page.of(request);
    String pool = Query.require(request, "pool");
    if (!store.has(pool)) {
      throw Problem.notFound("pool `" + pool + "`");
    }
    return page.reply(
        store.pairs(pool, page.after(), page.oneMore()),
        pair -> pair.subscription().impi().value(),
        PoolResource::shown);
  }

  private HttpReply deletePair(HttpRequest request) {
    String pool = Query.require(request, "pool");
    Impi impi = Query.impi(request);
    if (!store.remove(pool, impi)) {
      throw Problem.notFound("pair `" + impi + "` in pool `" + pool + "`");
    }
    return HttpReply.of(204);
  }

  private HttpReply recall(HttpRequest request) {
    Impi impi = Query.impi(request);
    String lease =
        pools.recall(impi).orElseThrow(() -> Problem.notFound("lease of `" + impi + "`")).id();
    sessions.endLease(lease);
    return HttpReply.of(204);
  }

  private static Map<String, Object> shown(PoolStore.Pair pair) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("impi", pair.subscription().impi());
    shown.put("impus", pair.subscription().impus());
    shown.put("state", pair.state().name().toLowerCase(Locale.ROOT));
    shown.put("withdrawn", pair.withdrawn());
    pair.client().ifPresent(client -> shown.put("client", client));
    pair.holder().ifPresent(holder -> shown.put("holder", holder));
    pair.freeAt().ifPresent(at -> shown.put("free-at", at.toString()));
    return shown;
  }
}
