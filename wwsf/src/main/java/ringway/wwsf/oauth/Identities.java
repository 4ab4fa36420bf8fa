// SPDX-License-Identifier: Apache-2.0
package ringway.wwsf.oauth;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.Base64;
import java.util.Optional;
import ringway.runtime.config.ConfigError;

/**
 * Where sessions have their identities and tokens from: users sign in at the WAF or at another
 * OpenID provider; their pair is their own, or lent from the WAF's pool, as a visitor's always is.
 */
public final class Identities implements AutoCloseable {
  private final WafClient login;
  private final PoolClient pool;
  private final PoolConfig config;

  public Identities(
      WafAccess waf, LoginAccess login, PoolConfig config, URI redirectUri, Clock clock) {
    Optional<WafAccess> elsewhere = login.provider();
    if (elsewhere.isPresent() && !config.forUsers()) {
      throw new ConfigError(
          "wwsf.login.issuer needs wwsf.pool.for-users: only the WAF makes tokens for the eP-CSCF");
    }
    this.login =
        elsewhere
            .map(it -> new WafClient("wwsf.login", it, redirectUri, clock, false))
            .orElseGet(
                () -> new WafClient("wwsf.waf", waf, redirectUri, clock, !config.forUsers()));
    this.pool = new PoolClient("wwsf.waf", waf, config, clock);
    this.config = config;
  }

  /**
   * Prepares a way to the login page.
   *
   * @param silent only for who needs no page there
   */
  public SignInRequest signIn(boolean silent) throws WafFailure.Unavailable {
    return login.signIn(silent);
  }

  /** Whether an authorization response of this issuer may be taken (RFC 9207). */
  public boolean answers(Optional<String> issuer) throws WafFailure.Unavailable {
    return login.answers(issuer);
  }

  /** A code for tokens and identities. */
  public SignedIn exchange(String code, SignInRequest request) throws WafFailure {
    SignedIn user = login.exchange(code, request);
    if (!config.forUsers()) {
      return user;
    }
    try {
      return pool.lend(holder(user.subject().orElseThrow()), Optional.of(user));
    } catch (WafFailure e) {
      login.revoke(user);
      throw e;
    }
  }

  /**
   * A pair for somebody who has not signed in.
   *
   * @param mark tells this visitor from others
   */
  public SignedIn visitor(String mark) throws WafFailure {
    return pool.lend(holder("visitor-" + mark), Optional.empty());
  }

  /** New tokens for the same session. */
  public SignedIn renew(SignedIn old) throws WafFailure {
    if (old.lease().isPresent()) {
      return pool.renew(old, old.lease().get());
    }
    return login.refresh(
        old,
        old.refreshToken()
            .orElseThrow(() -> new WafFailure.Refused("the WAF gave no refresh token")));
  }

  /** Ends everything the WAF holds for a session; the eP-CSCF learns it from there. */
  public void giveBack(SignedIn ended) throws WafFailure.Unavailable {
    if (ended.lease().isPresent()) {
      pool.giveBack(ended.lease().get());
    }
    if (ended.lease().isEmpty() || ended.refreshToken().isPresent()) {
      login.revoke(ended);
    }
  }

  /** Where the browser ends its session at the provider, when there may be one. */
  public Optional<URI> endSession(SignedIn ended, URI back) throws WafFailure.Unavailable {
    return login.endSession(ended, back);
  }

  /** The WAF takes printable ASCII of some length; other names by their hash. */
  private static String holder(String name) {
    if (name.matches("[\\x21-\\x7e]{1,128}")) {
      return name;
    }
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
      return "sha256-" + Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public void close() {
    login.close();
    pool.close();
  }
}
