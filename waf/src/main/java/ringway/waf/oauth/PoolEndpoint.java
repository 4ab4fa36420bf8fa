// SPDX-License-Identifier: Apache-2.0
package ringway.waf.oauth;

import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import ringway.runtime.http.HttpReply;
import ringway.runtime.http.HttpRequest;
import ringway.waf.identity.Impu;
import ringway.waf.identity.PasswordHash;
import ringway.waf.identity.User;
import ringway.waf.pool.Lease;
import ringway.waf.pool.LendRefused;
import ringway.waf.pool.Pools;
import ringway.waf.store.Handle;

/**
 * {@code POST /pool/lend}, {@code /pool/renew}, {@code /pool/return}: a WWSF gets a pair for a user
 * of its own, with a token for it (TS 33.203 X.4.2.1). The lease is the session of its tokens.
 */
final class PoolEndpoint {
  private static final String GRANT = "pool";
  private static final List<String> SCOPES = List.of(TokenMint.IMS_REGISTER);
  private static final long DEFAULT_SECONDS = 3600;
  private static final ErrorObject NO_IDENTITY = new ErrorObject("no_identity");

  private final ClientAuthentication clients;
  private final Pools pools;
  private final TokenIssuer tokens;
  private final TokenRevocations revocations;
  private final AuditTrail audit;

  /** Nobody knows this password: a lease cannot sign in. */
  private final PasswordHash noPassword = PasswordHash.of(Handle.fresh());

  PoolEndpoint(
      ClientAuthentication clients,
      Pools pools,
      TokenIssuer tokens,
      TokenRevocations revocations,
      AuditTrail audit) {
    this.clients = clients;
    this.pools = pools;
    this.tokens = tokens;
    this.revocations = revocations;
    this.audit = audit;
  }

  HttpReply lend(HttpRequest request) {
    Form form = Form.of(request);
    Caller caller = authorized(request, form);
    String pool = pool(caller.client(), form);
    String holder = form.require("holder");
    if (!holder.matches("[\\x21-\\x7e]{1,128}")) {
      throw new OAuthReject(
          OAuth2Error.INVALID_REQUEST,
          "holder is 1 to 128 printable ASCII characters without spaces: your name of the user");
    }
    return answer(
        caller,
        "pair-lent",
        () -> pools.lend(caller.client().id(), pool, holder, duration(form), Handle.fresh()));
  }

  HttpReply renew(HttpRequest request) {
    Form form = Form.of(request);
    Caller caller = authorized(request, form);
    String lease = form.require("lease");
    return answer(
        caller, "pair-renewed", () -> pools.renew(caller.client().id(), lease, duration(form)));
  }

  HttpReply giveBack(HttpRequest request) {
    Form form = Form.of(request);
    Caller caller = authorized(request, form);
    String id = form.require("lease");
    Lease lease = orRefuse(() -> pools.giveBack(caller.client().id(), id));
    // The next holder must find no registration of this one, even before the quarantine is over.
    revocations.revokeSession(lease.id());
    record("pair-returned", lease);
    return HttpReply.json(200, Map.of("lease", lease.id())).noStore();
  }

  private Caller authorized(HttpRequest request, Form form) {
    Caller caller = clients.authenticate(request, form);
    if (!caller.client().scopes().contains(TokenMint.IMS_REGISTER)) {
      throw new OAuthReject(
          OAuth2Error.UNAUTHORIZED_CLIENT, "this client may not have the scope ims.register");
    }
    return caller;
  }

  /** TS 33.203 X.4.1 REQ 3.2: only from pools that are assigned to the WWSF. */
  private static String pool(Client client, Form form) {
    if (form.get("pool").isEmpty() && client.pools().size() == 1) {
      return client.pools().getFirst();
    }
    String pool = form.require("pool");
    if (!client.pools().contains(pool)) {
      throw new OAuthReject(403, OAuth2Error.ACCESS_DENIED, "this pool is not assigned to you");
    }
    return pool;
  }

  private static Duration duration(Form form) {
    String text = form.get("duration").orElse(Long.toString(DEFAULT_SECONDS));
    if (!text.matches("[1-9][0-9]{0,8}")) {
      throw new OAuthReject(OAuth2Error.INVALID_REQUEST, "duration is a number of seconds");
    }
    return Duration.ofSeconds(Long.parseLong(text));
  }

  @FunctionalInterface
  private interface Step {
    Lease take();
  }

  private HttpReply answer(Caller caller, String event, Step step) {
    Lease lease = orRefuse(step);
    User holder = new User(lease.id(), noPassword, lease.impi(), lease.impus());
    Map<String, Object> body = tokens.forUser(GRANT, caller, holder, lease.id(), SCOPES);
    if (!pools.covers(lease)) {
      // It took so long that the token may outlive the quarantine: nobody gets to see it.
      revocations.revokeSession(lease.id());
      throw new OAuthReject(503, OAuth2Error.TEMPORARILY_UNAVAILABLE, "too busy: try again");
    }
    record(event, lease);
    body.put("lease", lease.id());
    body.put("pool", lease.pool());
    body.put("impi", lease.impi().value());
    body.put("impus", lease.impus().stream().map(Impu::value).toList());
    body.put("until", lease.until().toString());
    return HttpReply.json(200, body).noStore();
  }

  private static Lease orRefuse(Step step) {
    try {
      return step.take();
    } catch (LendRefused refused) {
      throw switch (refused.reason()) {
        case EMPTY -> new OAuthReject(503, NO_IDENTITY, refused.getMessage());
        case NO_LEASE -> new OAuthReject(OAuth2Error.INVALID_GRANT, refused.getMessage());
      };
    }
  }

  private void record(String event, Lease lease) {
    audit.record(
        event,
        "client",
        lease.client(),
        "pool",
        lease.pool(),
        "lease",
        lease.id(),
        "impi",
        lease.impi());
  }
}
