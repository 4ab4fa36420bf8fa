// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.token;

import com.nimbusds.jwt.JWTClaimsSet;
import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import ringway.epcscf.sip.Characters;

/** From the claims of a token to the identity they state, or the reason they state none. */
final class TokenClaims {
  private static final int MAX_IMPUS = 50;

  /** They go into SIP headers, between quotes or angle brackets. */
  private static final Characters USER = Characters.between('!', '~', "\"<>@\\");

  private static final Characters HOST = Characters.alphanumericAnd(".:[]-");
  private static final Characters URI = Characters.between('!', '~', "\"<>\\");

  private static final ClaimSource SUBJECT = new ClaimSource("sub");
  private static final ClaimSource JTI = new ClaimSource("jti");

  /** Where the claims of one issuer stand. */
  private record Places(ClaimSource impi, ClaimSource impus, ClaimSource wwsf, ClaimSource scope) {
    static Places of(TokenConfig.Claims claims) {
      return new Places(
          new ClaimSource(claims.impi()),
          new ClaimSource(claims.impus()),
          new ClaimSource(claims.wwsf()),
          new ClaimSource(claims.scope().orElse("scope")));
    }
  }

  private final TokenConfig config;
  private final Map<TokenConfig.Claims, Places> places;

  TokenClaims(TokenConfig config) {
    this.config = config;
    this.places =
        config.issuers().stream()
            .map(TokenConfig.Issuer::claims)
            .distinct()
            .collect(Collectors.toUnmodifiableMap(Function.identity(), Places::of));
  }

  AccessIdentity read(JWTClaimsSet claims, TokenConfig.Issuer issuer, Instant now)
      throws TokenRejected {
    Instant expiresAt = checkTimes(claims, now);
    Map<String, Object> all = claims.getClaims();
    checkRequired(all, issuer);
    Places from = Optional.ofNullable(places.get(issuer.claims())).orElseThrow();
    if (!audience(claims).contains(config.audience())) {
      throw TokenRejected.invalid("the token is meant for another audience");
    }
    AccessIdentity identity =
        new AccessIdentity(
            impi(all, from.impi()),
            impus(all, from.impus()),
            issuer.issuer(),
            from.wwsf().string(all),
            Set.copyOf(from.scope().strings(all)),
            SUBJECT.string(all),
            JTI.string(all),
            claims.getClaim("sid") instanceof String session ? session : "",
            // Without it the token counts as old, which a revocation ends in doubt.
            time(claims, "iat").orElse(Instant.EPOCH),
            expiresAt);
    if (!identity.scope().contains(config.scope())) {
      throw TokenRejected.scope("the token lacks the scope " + config.scope());
    }
    return identity;
  }

  private Instant checkTimes(JWTClaimsSet claims, Instant now) throws TokenRejected {
    Instant expiresAt =
        time(claims, "exp").orElseThrow(() -> TokenRejected.invalid("the token has no exp"));
    if (hasEnded(expiresAt, now)) {
      throw TokenRejected.invalid("the token has expired");
    }
    Instant latest = now.plus(config.clockSkew());
    for (String name : List.of("nbf", "iat")) {
      if (time(claims, name).filter(latest::isBefore).isPresent()) {
        throw TokenRejected.invalid("the token is not valid yet by its " + name);
      }
    }
    return expiresAt;
  }

  boolean hasEnded(Instant expiresAt, Instant now) {
    return !now.isBefore(expiresAt.plus(config.clockSkew()));
  }

  private static Optional<Instant> time(JWTClaimsSet claims, String name) throws TokenRejected {
    try {
      return Optional.ofNullable(claims.getDateClaim(name)).map(Date::toInstant);
    } catch (ParseException _) {
      throw TokenRejected.invalid("the claim " + name + " is no time");
    }
  }

  /** RFC 7519 §4.1.3: one string or a list of them. */
  private static List<String> audience(JWTClaimsSet claims) {
    List<String> audience = claims.getAudience();
    return audience == null ? List.of() : audience;
  }

  /** What tells access tokens from others of the same issuer. */
  private static void checkRequired(Map<String, Object> claims, TokenConfig.Issuer issuer)
      throws TokenRejected {
    for (Map.Entry<String, String> required : issuer.require().orElse(Map.of()).entrySet()) {
      if (!new ClaimSource(required.getKey())
          .value(claims)
          .filter(required.getValue()::equals)
          .isPresent()) {
        throw TokenRejected.invalid("the claim " + required.getKey() + " is not as required");
      }
    }
  }

  private static String impi(Map<String, Object> claims, ClaimSource place) throws TokenRejected {
    String impi = place.string(claims);
    int at = impi.indexOf('@');
    if (!USER.fill(impi, 0, at) || !HOST.fill(impi, at + 1, impi.length())) {
      throw TokenRejected.invalid("the claim " + place.text() + " is no IMPI");
    }
    return impi;
  }

  private static List<String> impus(Map<String, Object> claims, ClaimSource place)
      throws TokenRejected {
    List<String> impus = place.strings(claims);
    if (impus.size() > MAX_IMPUS || Set.copyOf(impus).size() < impus.size()) {
      throw TokenRejected.invalid(
          "the claim " + place.text() + " has too many or repeated entries");
    }
    for (String impu : impus) {
      if (!isImpu(impu)) {
        throw TokenRejected.invalid("the claim " + place.text() + " holds what is no IMPU");
      }
    }
    return impus;
  }

  private static boolean isImpu(String text) {
    int colon = text.indexOf(':');
    boolean filled = URI.fill(text, colon + 1, text.length());
    return switch (text.substring(0, Math.max(0, colon)).toLowerCase(Locale.ROOT)) {
      case "sip", "sips" -> filled && text.indexOf('@') > 0;
      case "tel" -> filled;
      default -> false;
    };
  }
}
