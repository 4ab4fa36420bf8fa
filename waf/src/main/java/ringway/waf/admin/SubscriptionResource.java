// SPDX-License-Identifier: Apache-2.0
package ringway.waf.admin;

import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import ringway.runtime.http.HttpReply;
import ringway.runtime.http.HttpRequest;
import ringway.runtime.http.Router;
import ringway.waf.identity.Impi;
import ringway.waf.identity.Impu;
import ringway.waf.identity.Subscription;
import ringway.waf.identity.User;
import ringway.waf.identity.UserStore;
import ringway.waf.pool.Pools;

/** {@code subscriptions} of users. */
final class SubscriptionResource {

  /** A subscription as it is sent, with the user who gets it. */
  record Sent(String user, Impi impi, List<Impu> impus) {}

  private final UserStore users;
  private final Pools pools;
  private final SessionEnd sessions;

  SubscriptionResource(UserStore users, Pools pools, SessionEnd sessions) {
    this.users = users;
    this.pools = pools;
    this.sessions = sessions;
  }

  void operations(BiConsumer<String, Router.Route> add) {
    add.accept("GET subscriptions", this::find);
    add.accept("POST subscriptions", this::create);
    add.accept("DELETE subscriptions", this::delete);
    add.accept("POST subscriptions/revoke", this::revoke);
  }

  private HttpReply find(HttpRequest request) {
    Impi impi = Query.impi(request);
    User user = users.byImpi(impi).orElseThrow(() -> nobodys(impi));
    Subscription subscription =
        user.subscriptions().stream()
            .filter(one -> one.impi().equals(impi))
            .findFirst()
            .orElseThrow(() -> nobodys(impi));
    return HttpReply.json(200, shown(user.name(), subscription)).noStore();
  }

  private HttpReply create(HttpRequest request) {
    Sent sent = JsonBody.read(request, Sent.class);
    Subscription subscription;
    try {
      subscription = new Subscription(sent.impi(), sent.impus());
    } catch (IllegalArgumentException e) {
      throw Problem.field("impus", String.valueOf(e.getMessage()));
    }
    if (!users.addSubscription(sent.user(), subscription)) {
      throw Problem.field("user", "expected the name of a user there is");
    }
    return HttpReply.json(201, shown(sent.user(), subscription)).noStore();
  }

  private HttpReply delete(HttpRequest request) {
    Impi impi = Query.impi(request);
    try {
      if (!users.removeSubscription(impi)) {
        throw nobodys(impi);
      }
    } catch (IllegalStateException e) {
      throw Problem.conflict("impi", String.valueOf(e.getMessage()));
    }
    sessions.end(impi);
    return HttpReply.of(204);
  }

  /** Also for a pair of a pool, whose lease ends with it. */
  private HttpReply revoke(HttpRequest request) {
    Impi impi = Query.impi(request);
    pools.recall(impi).ifPresent(lease -> sessions.endLease(lease.id()));
    sessions.end(impi);
    return HttpReply.of(204);
  }

  private static Problem nobodys(Impi impi) {
    return Problem.notFound("user with the subscription `" + impi + "`");
  }

  private static Map<String, Object> shown(String user, Subscription subscription) {
    return Map.of("user", user, "impi", subscription.impi(), "impus", subscription.impus());
  }
}
