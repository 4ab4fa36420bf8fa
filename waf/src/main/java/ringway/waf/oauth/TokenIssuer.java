// SPDX-License-Identifier: Apache-2.0
package ringway.waf.oauth;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.waf.identity.User;
import ringway.waf.store.Grant;

/** Has tokens made, tells who has to know, and writes the answer of RFC 6749 §5.1. */
final class TokenIssuer {
  private static final Logger log = LoggerFactory.getLogger(TokenIssuer.class);

  /** Told of every token given out. */
  @FunctionalInterface
  public interface Issued {
    void by(String grantType);
  }

  private final TokenMint mint;
  private final Issued issued;
  private final AuditTrail audit;

  TokenIssuer(TokenMint mint, Issued issued, AuditTrail audit) {
    this.mint = mint;
    this.issued = issued;
    this.audit = audit;
  }

  Map<String, Object> forUser(
      String grantType, Caller caller, User user, String session, List<String> scopes) {
    TokenMint.Access access = mint.forUser(caller, user, session, scopes);
    return answer(grantType, caller, user.name(), access, scopes);
  }

  Map<String, Object> forClient(String grantType, Caller caller, List<String> scopes) {
    TokenMint.Access access = mint.forClient(caller, scopes);
    return answer(grantType, caller, caller.client().id(), access, scopes);
  }

  /** Adds the ID token where the grant covers one (OpenID Connect Core §3.1.3.3). */
  void addIdentity(Map<String, Object> body, Grant grant, User user, Optional<String> nonce) {
    if (grant.scopes().contains(TokenMint.OPENID)) {
      body.put("id_token", mint.identity(grant, user, nonce));
    }
  }

  private Map<String, Object> answer(
      String grantType,
      Caller caller,
      String subject,
      TokenMint.Access access,
      List<String> scopes) {
    String client = caller.client().id();
    log.info(
        "token issued grant={} user={} client={} jti={}", grantType, subject, client, access.id());
    audit.record(
        "token-issued",
        "grant",
        grantType,
        "user",
        subject,
        "client",
        client,
        "jti",
        access.id(),
        "scope",
        String.join(" ", scopes));
    issued.by(grantType);
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("access_token", access.token());
    body.put("token_type", "Bearer");
    body.put("expires_in", access.life().toSeconds());
    body.put("scope", String.join(" ", scopes));
    return body;
  }
}
