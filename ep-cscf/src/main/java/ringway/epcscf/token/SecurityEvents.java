// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges security events (RFC 8417) and lets those count that revoke tokens: the CAEP events
 * session-revoked and token-claims-change. Thread-safe; blocks while keys are fetched.
 */
public final class SecurityEvents {
  private static final Logger log = LoggerFactory.getLogger(SecurityEvents.class);
  private static final int MAX_EVENT = 16 * 1024;
  private static final String CAEP = "https://schemas.openid.net/secevent/caep/event-type/";

  private record Seen(String issuer, String jti) {}

  private final RevocationConfig config;
  private final TokenVerifier verifier;
  private final RevokedTokens revoked;
  private final RevocationListener listener;
  private final Clock clock;
  private final Cache<Seen, Boolean> seen;

  public SecurityEvents(
      RevocationConfig config,
      TokenVerifier verifier,
      RevokedTokens revoked,
      RevocationListener listener,
      Clock clock) {
    this.config = config;
    this.verifier = verifier;
    this.revoked = revoked;
    this.listener = listener;
    this.clock = clock;
    seen =
        Caffeine.newBuilder()
            .maximumSize(config.capacity())
            .expireAfterWrite(config.retention())
            .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
            .build();
  }

  /** Returns once the tokens concerned are refused; an event that comes again changes nothing. */
  void accept(String set) throws EventRejected, WafUnreachable {
    if (set.length() > MAX_EVENT) {
      throw invalid("the event is longer than " + MAX_EVENT + " characters");
    }
    SignedJWT jwt;
    JWTClaimsSet claims;
    try {
      jwt = SignedJWT.parse(set.strip());
      claims = jwt.getJWTClaimsSet();
    } catch (ParseException | RuntimeException _) {
      throw invalid("the event is no signed JWT"); // the library's parser is a border
    }
    checkHeader(jwt);
    check(claims);
    checkSignature(jwt, claims.getIssuer());
    if (seen.getIfPresent(new Seen(claims.getIssuer(), claims.getJWTID())) != null) {
      return;
    }
    apply(claims);
    seen.put(new Seen(claims.getIssuer(), claims.getJWTID()), true);
  }

  /** RFC 8417 §2.3: the type keeps access tokens of the same issuer out. */
  private static void checkHeader(SignedJWT jwt) throws EventRejected {
    JOSEObjectType type = jwt.getHeader().getType();
    String name = type == null ? "" : type.getType();
    if (!name.equalsIgnoreCase("secevent+jwt")
        && !name.equalsIgnoreCase("application/secevent+jwt")) {
      throw invalid("the JWT is no security event by its typ");
    }
    if (jwt.getHeader().getCriticalParams() != null) {
      throw invalid("the event has critical extensions");
    }
  }

  private void check(JWTClaimsSet claims) throws EventRejected {
    if (claims.getIssuer() == null || !verifier.trusts(claims.getIssuer())) {
      throw new EventRejected("invalid_issuer", "the issuer of the event is not trusted");
    }
    if (claims.getAudience() == null || !claims.getAudience().contains(config.audience())) {
      throw new EventRejected("invalid_audience", "the event is meant for another audience");
    }
    Date issued = claims.getIssueTime();
    if (issued == null || claims.getJWTID() == null || claims.getJWTID().isBlank()) {
      throw invalid("the event has no iat or no jti");
    }
  }

  private void checkSignature(SignedJWT jwt, String issuer) throws EventRejected, WafUnreachable {
    try {
      verifier.checkSignature(jwt, issuer);
    } catch (TokenRejected _) {
      throw new EventRejected("invalid_key", "the signature of the event is wrong");
    }
  }

  private void apply(JWTClaimsSet claims) throws EventRejected {
    Map<String, Object> events = object(claims.getClaim("events"));
    boolean session = events.containsKey(CAEP + "session-revoked");
    if (!session && !events.containsKey(CAEP + "token-claims-change")) {
      return; // RFC 8935 §2: a kind not understood is accepted all the same
    }
    Instant before = claims.getIssueTime().toInstant();
    Revocation revocation =
        revocation(claims, before.isAfter(clock.instant()) ? clock.instant() : before);
    revoked.add(revocation);
    log.info(
        "revocation received kind={} issuer={} event={}",
        revocation.kind(),
        revocation.issuer(),
        SecurityEvents.plain(claims.getJWTID()));
    listener.revoked(revocation::concerns, "the token has been revoked");
  }

  private static Revocation revocation(JWTClaimsSet claims, Instant before) throws EventRejected {
    String issuer = claims.getIssuer();
    Map<String, Object> id = object(claims.getClaim("sub_id"));
    if ("jwt_id".equals(id.get("format")) && issuer.equals(id.get("iss"))) {
      return new Revocation(Revocation.Kind.TOKEN, issuer, text(id.get("jti")), before);
    }
    if ("complex".equals(id.get("format")) && id.containsKey("session")) {
      String session = text(object(id.get("session")).get("id"));
      return new Revocation(Revocation.Kind.SESSION, issuer, session, before);
    }
    if ("complex".equals(id.get("format")) && id.containsKey("user")) {
      String impi = text(object(id.get("user")).get("id"));
      return new Revocation(Revocation.Kind.SUBSCRIPTION, issuer, impi, before);
    }
    throw invalid("the event names nobody known here");
  }

  @SuppressWarnings("unchecked") // members of a JSON object have names
  private static Map<String, Object> object(Object value) throws EventRejected {
    if (value instanceof Map<?, ?> map) {
      return (Map<String, Object>) map;
    }
    throw invalid("the event lacks its sub_id or events");
  }

  private static String text(Object value) throws EventRejected {
    if (value instanceof String text && !text.isBlank()) {
      return text;
    }
    throw invalid("the sub_id of the event is incomplete");
  }

  private static EventRejected invalid(String message) {
    return new EventRejected("invalid_request", message);
  }

  /** What comes from outside stays on its line of the log. */
  static String plain(String text) {
    return text.substring(0, Math.min(text.length(), 64)).replaceAll("[^A-Za-z0-9._-]", "?");
  }
}
