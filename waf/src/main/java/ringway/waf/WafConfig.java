// SPDX-License-Identifier: Apache-2.0
package ringway.waf;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import ringway.runtime.admin.AdminConfig;
import ringway.runtime.http.ListenerConfig;
import ringway.runtime.store.StoreConfig;
import ringway.waf.digest.DigestConfig;
import ringway.waf.events.EventsConfig;
import ringway.waf.identity.User;
import ringway.waf.keys.KeysConfig;
import ringway.waf.keys.TokenAlgorithm;
import ringway.waf.login.LoginConfig;
import ringway.waf.oauth.Client;
import ringway.waf.oauth.OAuthConfig;
import ringway.waf.pool.PoolsConfig;
import ringway.waf.upstream.UpstreamConfig;

/**
 * Settings of the WAF, section {@code waf}.
 *
 * @param issuer public address, byte for byte the {@code iss} of every token (RFC 8414 §3.3)
 * @param audience {@code aud} of access tokens: the realm of the eP-CSCF
 * @param signingKey file of the key that signs tokens; without it a key is made at every start
 * @param tokenLife life of an access token
 * @param refreshLife how long after a sign-in tokens can still be refreshed
 * @param login how users sign in
 * @param upstreams OpenID providers that may sign users in too
 * @param oauth certificates of clients and issuers whose tokens can be exchanged
 * @param store where all that outlives a request is kept
 * @param keys keys in the database, unless {@code signingKey} names a file
 * @param events who is told of revocations
 * @param pools subscriptions clients may lend
 * @param digest passwords checked for an eP-CSCF by SIP Digest
 * @param admin who may change what is in the store
 */
public record WafConfig(
    ListenerConfig listen,
    ListenerConfig management,
    URI issuer,
    String audience,
    Optional<Path> signingKey,
    Duration tokenLife,
    Duration refreshLife,
    TokenAlgorithm tokenAlgorithm,
    List<User> users,
    List<Client> clients,
    LoginConfig login,
    List<UpstreamConfig> upstreams,
    OAuthConfig oauth,
    StoreConfig store,
    KeysConfig keys,
    EventsConfig events,
    PoolsConfig pools,
    DigestConfig digest,
    AdminConfig admin) {

  /** Shorter ones are refreshed all the time, longer ones outlive what they say of a user. */
  private static final Duration SHORTEST_TOKEN = Duration.ofMinutes(1);

  private static final Duration LONGEST_TOKEN = Duration.ofHours(1);

  public WafConfig {
    requireIssuer(issuer);
    if (audience.isBlank()) {
      throw new IllegalArgumentException("audience must name the realm of the eP-CSCF");
    }
    if (tokenLife.compareTo(SHORTEST_TOKEN) < 0 || tokenLife.compareTo(LONGEST_TOKEN) > 0) {
      throw new IllegalArgumentException(
          "token-life must be 1m to 1h, 5m to 15m as a rule, found "
              + tokenLife.toSeconds()
              + " s");
    }
    if (refreshLife.compareTo(tokenLife) < 0) {
      throw new IllegalArgumentException("refresh-life must not be shorter than token-life");
    }
    users = List.copyOf(users);
    clients = List.copyOf(clients);
    upstreams = List.copyOf(upstreams);
    requireDistinct("upstream", upstreams.stream().map(UpstreamConfig::id).toList());
    requireDistinct("user", users.stream().map(User::name).toList());
    requireDistinct("client", clients.stream().map(Client::id).toList());
  }

  /** The same settings for other users and clients; the all-in-one adds its demo accounts so. */
  public WafConfig withAccounts(List<User> accounts, List<Client> applications) {
    return new WafConfig(
        listen,
        management,
        issuer,
        audience,
        signingKey,
        tokenLife,
        refreshLife,
        tokenAlgorithm,
        accounts,
        applications,
        login,
        upstreams,
        oauth,
        store,
        keys,
        events,
        pools,
        digest,
        admin);
  }

  private static void requireIssuer(URI issuer) {
    boolean loopback =
        issuer.getHost() != null
            && Set.of("localhost", "127.0.0.1", "[::1]").contains(issuer.getHost());
    boolean plainLoopback = "http".equals(issuer.getScheme()) && loopback;
    if (issuer.getHost() == null || !("https".equals(issuer.getScheme()) || plainLoopback)) {
      // RFC 8414 §2: the issuer uses https; loopback is for the all-in-one and for tests.
      throw new IllegalArgumentException(
          "issuer must be an https address (http only on loopback), found `" + issuer + "`");
    }
    if (!issuer.getRawPath().isEmpty()
        || issuer.getRawQuery() != null
        || issuer.getRawFragment() != null) {
      throw new IllegalArgumentException(
          "issuer must be scheme, host and port only, without a path or a slash at the end");
    }
  }

  private static void requireDistinct(String what, List<String> names) {
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (!seen.add(name)) {
        throw new IllegalArgumentException(what + " `" + name + "` is given twice");
      }
    }
  }
}
