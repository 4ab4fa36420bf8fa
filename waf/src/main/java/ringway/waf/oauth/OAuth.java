// SPDX-License-Identifier: Apache-2.0
package ringway.waf.oauth;

import com.nimbusds.oauth2.sdk.GeneralException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import ringway.runtime.http.HttpReply;
import ringway.runtime.http.HttpRequest;
import ringway.runtime.http.Router;
import ringway.waf.digest.DigestVerifier;
import ringway.waf.identity.Users;
import ringway.waf.keys.TokenAlgorithm;
import ringway.waf.keys.TokenSigner;
import ringway.waf.pool.Pools;
import ringway.waf.store.GrantStore;

/**
 * The OAuth endpoints put together; {@code /authorize} is where users sign in, in {@code login}.
 */
public final class OAuth {
  /** Tables whose rows end at their {@code expires_at}. */
  public static final List<String> SWEPT =
      List.of("client_assertions", "pushed_requests", "reference_tokens");

  /**
   * What the endpoints work with.
   *
   * @param audience of the tokens of users: the realm of the eP-CSCF
   * @param linkedUsers whose tokens of trusted issuers can be exchanged
   */
  public record Surroundings(
      URI issuer,
      String audience,
      TokenAlgorithm algorithm,
      Duration tokenLife,
      Duration refreshLife,
      Jdbi jdbi,
      Clock clock,
      Users users,
      LinkedUsers linkedUsers,
      GrantStore grants,
      Pools pools,
      DigestVerifier digests,
      TokenSigner signer,
      TokenRevocations revocations,
      TokenIssuer.Issued issued,
      AuditTrail audit) {}

  @FunctionalInterface
  private interface Step {
    HttpReply handle(HttpRequest request) throws GeneralException;
  }

  private final AuthorizeCheck authorize;
  private final CodeGrants codes;
  private final ClientCertificates certificates;
  private final AuditTrail audit;
  private final TokenEndpoint token;
  private final PoolEndpoint pool;
  private final DigestEndpoint digest;
  private final ParEndpoint par;
  private final IntrospectEndpoint introspect;
  private final RevokeEndpoint revoke;
  private final UserInfoEndpoint userInfo;
  private final MetadataEndpoint metadata;
  private final Cors cors;

  public OAuth(OAuthConfig config, Clients clients, Surroundings with) {
    URI issuer = with.issuer();
    PushedRequests pushed = new PushedRequests(with.jdbi(), with.clock());
    ReferenceTokens references = new ReferenceTokens(with.jdbi(), with.clock());
    RemoteKeys remote = new RemoteKeys();
    audit = with.audit();
    certificates = new ClientCertificates(config.clientCertificates(), with.clock());
    authorize = new AuthorizeCheck(issuer, clients, pushed);
    codes = new CodeGrants(issuer, with.grants(), pushed, with.clock());
    ClientAuthentication authentication =
        new ClientAuthentication(
            clients, new Assertions(issuer, remote, with.jdbi(), with.clock()), certificates);
    AccessTokens tokens =
        new AccessTokens(with.signer(), references, with.revocations(), issuer, with.clock());
    TokenIssuer issuing = tokenIssuer(references, with);
    token = tokenEndpoint(config, authentication, issuing, remote, with);
    pool = new PoolEndpoint(authentication, with.pools(), issuing, with.revocations(), audit);
    digest = new DigestEndpoint(authentication, with.digests(), issuing, audit);
    par = new ParEndpoint(authentication, authorize, pushed);
    introspect = new IntrospectEndpoint(authentication, tokens);
    revoke = new RevokeEndpoint(authentication, with.grants(), tokens, with.revocations());
    cors = new Cors(clients::origins);
    userInfo = new UserInfoEndpoint(tokens, certificates, with.users());
    metadata =
        new MetadataEndpoint(
            issuer,
            with.algorithm().jws(),
            certificates.enabled(),
            !config.trustedIssuers().isEmpty());
  }

  private static TokenIssuer tokenIssuer(ReferenceTokens references, Surroundings with) {
    TokenMint mint =
        new TokenMint(
            with.signer(),
            references,
            with.issuer(),
            with.audience(),
            with.tokenLife(),
            with.clock());
    return new TokenIssuer(mint, with.issued(), with.audit());
  }

  private static TokenEndpoint tokenEndpoint(
      OAuthConfig config,
      ClientAuthentication authentication,
      TokenIssuer tokens,
      RemoteKeys remote,
      Surroundings with) {
    return new TokenEndpoint(
        authentication,
        new CodeExchange(
            with.grants(),
            with.users(),
            tokens,
            with.revocations(),
            with.refreshLife(),
            with.clock()),
        new RefreshExchange(with.grants(), with.users(), tokens, with.revocations(), with.clock()),
        new TokenExchange(
            config.trustedIssuers(), remote, with.linkedUsers(), tokens, with.clock()),
        tokens,
        with.issuer(),
        with.audience());
  }

  /** Judges authorization requests for whoever signs users in. */
  public AuthorizeCheck authorize() {
    return authorize;
  }

  /** Gives codes to clients whose users have signed in. */
  public CodeGrants codes() {
    return codes;
  }

  public ClientCertificates certificates() {
    return certificates;
  }

  public Router routes(Router router) {
    for (String name : List.of("openid-configuration", "oauth-authorization-server")) {
      shared(router, "GET", "/.well-known/" + name, metadata::get);
    }
    shared(router, "POST", "/token", request -> answer("token", token::post, request));
    shared(router, "POST", "/revoke", request -> answer("revoke", revoke::post, request));
    shared(router, "GET", "/userinfo", request -> answer("userinfo", userInfo::get, request));
    shared(router, "POST", "/userinfo", request -> answer("userinfo", userInfo::post, request));
    return router
        .post("/par", request -> answer("par", par::post, request))
        .post("/introspect", request -> answer("introspect", introspect::post, request))
        .post("/pool/lend", request -> answer("pool/lend", pool::lend, request))
        .post("/pool/renew", request -> answer("pool/renew", pool::renew, request))
        .post("/pool/return", request -> answer("pool/return", pool::giveBack, request))
        .post("/digest/verify", request -> answer("digest/verify", digest::verify, request));
  }

  private void shared(Router router, String method, String path, Router.Route route) {
    router.on(method, path, cors.shared(route)).on("OPTIONS", path, cors::preflight);
  }

  /** The one border at which a refusal becomes an answer. */
  private HttpReply answer(String endpoint, Step step, HttpRequest request) {
    OAuthReject reject;
    try {
      return step.handle(request);
    } catch (OAuthReject refused) {
      reject = refused;
    } catch (GeneralException unreadable) {
      reject = OAuthReject.of(unreadable);
    }
    audit.record(
        "request-refused",
        "endpoint",
        endpoint,
        "error",
        reject.code(),
        "reason",
        reject.description(),
        "source",
        request.remoteAddress());
    return reject.reply();
  }
}
