// SPDX-License-Identifier: Apache-2.0
package ringway.waf.admin;

import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import ringway.runtime.admin.AdminConfig;
import ringway.runtime.admin.AdminToken;
import ringway.runtime.http.HttpReply;
import ringway.runtime.http.HttpRequest;
import ringway.runtime.http.Router;
import ringway.waf.events.Revocations;
import ringway.waf.identity.Taken;
import ringway.waf.identity.UserStore;
import ringway.waf.keys.KeyRing;
import ringway.waf.login.Sessions;
import ringway.waf.oauth.AuditTrail;
import ringway.waf.oauth.ClientStore;
import ringway.waf.pool.PoolStore;
import ringway.waf.pool.Pools;
import ringway.waf.store.GrantStore;
import ringway.waf.store.StoreOutage;
import ringway.waf.upstream.Links;

/** All of the admin API: its routes, and the one border at which a refusal becomes an answer. */
public final class AdminApi {
  /** Below which everything is. */
  static final String BASE = "/admin/v1/";

  /** Where the description of the API is, which needs no token. */
  static final String OPENAPI = BASE + "openapi.json";

  /** What the API works on. */
  public record Surroundings(
      Jdbi jdbi,
      Clock clock,
      UserStore users,
      PoolStore pools,
      Pools lending,
      ClientStore clients,
      KeyRing keys,
      GrantStore grants,
      Sessions browserSessions,
      Links links,
      Revocations revocations,
      AuditTrail audit) {}

  private final AdminToken token;
  private final AuditTrail audit;
  private final Map<String, Router.Route> operations = new LinkedHashMap<>();

  private AdminApi(AdminToken token, Surroundings with) {
    this.token = token;
    this.audit = with.audit();
    SessionEnd sessions = new SessionEnd(with);
    BiConsumer<String, Router.Route> add =
        (operation, route) -> operations.put(operation, guarded(operation, route));
    new UserResource(with.users(), with.links(), sessions).operations(add);
    new SubscriptionResource(with.users(), with.lending(), sessions).operations(add);
    new PoolResource(with.pools(), with.lending(), sessions).operations(add);
    new ClientResource(with.clients()).operations(add);
    new KeyResource(with.keys()).operations(add);
    new SessionResource(sessions).operations(add);
    new ImportResource(new Imports(with.jdbi(), with.clock())).operations(add);
  }

  /** Adds the routes, if there is a token to guard them with; answers each as METHOD /path. */
  public static Set<String> routes(AdminConfig config, Surroundings with, Router router) {
    Optional<AdminToken> token = config.guard();
    if (token.isEmpty()) {
      return Set.of();
    }
    AdminApi api = new AdminApi(token.get(), with);
    api.operations.forEach(
        (operation, route) -> {
          String[] methodAndPath = operation.split(" ", 2);
          router.on(methodAndPath[0], BASE + methodAndPath[1], route);
        });
    byte[] document = document();
    router.get(OPENAPI, _ -> HttpReply.of(200).withBody("application/json", document));
    return Stream.concat(
            Stream.of("GET " + OPENAPI),
            api.operations.keySet().stream().map(name -> name.replaceFirst(" ", " " + BASE)))
        .collect(Collectors.toSet());
  }

  private static byte[] document() {
    try (InputStream in = AdminApi.class.getResourceAsStream("openapi.json")) {
      if (in == null) {
        throw new IllegalStateException("openapi.json is not beside " + AdminApi.class.getName());
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException("openapi.json is broken", e);
    }
  }

  private Router.Route guarded(String operation, Router.Route route) {
    return request -> {
      Problem problem;
      try {
        authorize(request);
        HttpReply reply = route.handle(request);
        if (!operation.startsWith("GET ")) {
          record("admin-change", operation, request);
        }
        return reply;
      } catch (Problem refused) {
        problem = refused;
      } catch (Taken taken) {
        problem = Problem.conflict(taken.field(), String.valueOf(taken.getMessage()));
      } catch (RuntimeException failure) {
        if (!StoreOutage.is(failure)) {
          throw failure;
        }
        problem = Problem.unavailable();
      }
      record("admin-refused", operation, request, "reason", problem.detail());
      return problem.reply();
    };
  }

  private void record(String event, String operation, HttpRequest request, String... more) {
    Object[] common = {
      "operation", operation, "of", request.query().orElse(""), "source", request.remoteAddress()
    };
    audit.record(event, Stream.of(common, more).flatMap(Arrays::stream).toArray());
  }

  private void authorize(HttpRequest request) {
    if (!token.shownBy(request)) {
      throw Problem.of(401, "Not authorized", AdminToken.HINT);
    }
  }
}
