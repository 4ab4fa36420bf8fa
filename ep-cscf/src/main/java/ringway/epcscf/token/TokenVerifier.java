// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jwt.EncryptedJWT;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.jwt.SignedJWT;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether an access token is genuine, current and meant for us, and whom it stands for (RFC
 * 9068 §4). A verified token is remembered by its hash, for the signature check costs most of a
 * registration and TS 24.371 §7.2.1 has the token come with every request.
 */
public final class TokenVerifier {
  private static final int MAX_TOKEN = 8 * 1024;
  private static final Duration FETCH_LIMIT = Duration.ofSeconds(3);
  private static final int MAX_HEADERS = 64;
  private static final int RECENT = 1024;

  /** Never fed itself. */
  private static final MessageDigest SHA_256 = sha256();

  private static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(JWSAlgorithm.ES256, JWSAlgorithm.RS256, JWSAlgorithm.EdDSA);

  private record Waf(TokenConfig.Issuer issuer, IssuerKeys keys, Optional<IdentityPools> pools) {}

  private final Clock clock;
  private final TokenClaims claims;
  private final Map<String, Waf> wafs;
  private final RevokedTokens revoked;
  private final TokenDecryption decryption;
  private final ReferenceTokens references;
  private final Cache<ByteBuffer, AccessIdentity> verified;

  /** By first part, of tokens that were genuine: a WAF writes the same into all of them. */
  private final Map<String, JWSHeader> headers = new ConcurrentHashMap<>();

  /** Of each place the last: the next token of a user mostly says what the one before said. */
  private final AtomicReferenceArray<@Nullable AccessIdentity> recent =
      new AtomicReferenceArray<>(RECENT);

  private TokenVerifier(
      TokenConfig config,
      Map<String, Waf> wafs,
      List<Introspection> introspections,
      RevokedTokens revoked,
      MeterRegistry metrics,
      Clock clock) {
    this.revoked = revoked;
    this.clock = clock;
    this.claims = new TokenClaims(config);
    this.wafs = Map.copyOf(wafs);
    this.decryption = new TokenDecryption(config.decryptionKeys());
    this.references = new ReferenceTokens(config, introspections, claims, metrics, clock);
    this.verified =
        Caffeine.newBuilder()
            .executor(Runnable::run) // waking a pool for each entry costs more than its upkeep
            .maximumSize(config.cacheSize())
            .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
            .expireAfter(
                Expiry.<ByteBuffer, AccessIdentity>creating(
                    (_, identity) ->
                        Duration.between(
                            clock.instant(), identity.expiresAt().plus(config.clockSkew()))))
            .build();
  }

  public static TokenVerifier create(
      TokenConfig config, RevokedTokens revoked, MeterRegistry metrics, Clock clock) {
    return create(config, revoked, FETCH_LIMIT, metrics, clock);
  }

  static TokenVerifier create(
      TokenConfig config,
      RevokedTokens revoked,
      Duration fetchLimit,
      MeterRegistry metrics,
      Clock clock) {
    WafDocuments documents = new WafDocuments(fetchLimit);
    EcdsaLibrary library = config.nativeSignatures() ? EcdsaLibrary.fastest() : EcdsaLibrary.jdk();
    Map<String, Waf> wafs = new HashMap<>();
    List<Introspection> introspections = new ArrayList<>();
    for (TokenConfig.Issuer issuer : config.issuers()) {
      wafs.put(
          issuer.issuer(),
          new Waf(
              issuer,
              new IssuerKeys(issuer, documents, library, clock),
              issuer.pools().map(IdentityPools::new)));
      issuer
          .introspection()
          .map(how -> new Introspection(issuer, how, fetchLimit, clock))
          .ifPresent(introspections::add);
    }
    return new TokenVerifier(config, wafs, introspections, revoked, metrics, clock);
  }

  /** Blocks while keys are fetched, which is rare, or a reference token is looked up. */
  public AccessIdentity verify(String token) throws TokenRejected, WafUnreachable {
    if (token.length() > MAX_TOKEN) {
      throw TokenRejected.invalid("the token is longer than " + MAX_TOKEN + " characters");
    }
    ByteBuffer hash = hash(token);
    AccessIdentity known = verified.getIfPresent(hash);
    if (known != null && !claims.hasEnded(known.expiresAt(), clock.instant())) {
      return unrevoked(known);
    }
    if (references.any() && isReference(token)) {
      return unrevoked(withinPool(references.look(token, hash)));
    }
    AccessIdentity identity = shared(withinPool(verifyAnew(token)));
    verified.put(hash, identity);
    return unrevoked(identity);
  }

  private AccessIdentity shared(AccessIdentity identity) {
    int place = Math.floorMod(identity.impi().hashCode(), RECENT);
    AccessIdentity before = recent.get(place);
    AccessIdentity shared = before == null ? identity : identity.sharing(before);
    recent.set(place, shared);
    return shared;
  }

  /** A JWT has three parts, an encrypted one five (RFC 7515 §3.1, RFC 7516 §3.1). */
  private static boolean isReference(String token) {
    int dots = 0;
    for (int i = 0; i < token.length(); i++) {
      dots += token.charAt(i) == '.' ? 1 : 0;
    }
    return dots != 2 && dots != 4;
  }

  /** REQ 3.2 of TS 33.203 X.4.1. */
  private AccessIdentity withinPool(AccessIdentity identity) throws TokenRejected {
    if (wafs.get(identity.wafIssuer())
        .pools()
        .filter(pools -> !pools.hold(identity.wwsf(), identity.impi()))
        .isPresent()) {
      throw TokenRejected.forbidden("the identity is outside the pool of its WWSF");
    }
    return identity;
  }

  private AccessIdentity unrevoked(AccessIdentity identity) throws TokenRejected {
    if (revoked.concerns(identity)) {
      throw TokenRejected.invalid("the token has been revoked");
    }
    return identity;
  }

  boolean trusts(String issuer) {
    return wafs.containsKey(issuer);
  }

  /** For whatever else a trusted issuer signs. */
  void checkSignature(SignedJWT jwt, String issuer) throws TokenRejected, WafUnreachable {
    Waf waf = wafs.get(issuer);
    if (waf == null || !ALGORITHMS.contains(jwt.getHeader().getAlgorithm())) {
      throw TokenRejected.invalid("the issuer or the algorithm is not trusted");
    }
    checkSignature(SignedToken.of(jwt), waf.keys());
  }

  /** How many verified tokens are remembered now. */
  long remembered() {
    verified.cleanUp();
    return verified.estimatedSize();
  }

  private AccessIdentity verifyAnew(String token) throws TokenRejected, WafUnreachable {
    SignedToken jwt = signed(token);
    checkHeader(jwt.header());
    JWTClaimsSet stated = claimsOf(jwt);
    // Only keys of configured issuers are ever fetched, whatever the token names.
    Waf waf = stated.getIssuer() == null ? null : wafs.get(stated.getIssuer());
    if (waf == null) {
      throw TokenRejected.invalid("the issuer of the token is not trusted");
    }
    checkType(jwt.header(), waf.issuer());
    // Before the signature, which costs more and may need keys that cannot be had.
    AccessIdentity identity = claims.read(stated, waf.issuer(), clock.instant());
    checkSignature(jwt, waf.keys());
    remember(token, jwt);
    return identity;
  }

  private void remember(String token, SignedToken jwt) {
    String part = SignedToken.headerPart(token);
    if (headers.size() < MAX_HEADERS && !headers.containsKey(part)) {
      boolean encrypted = !token.startsWith(new String(jwt.signingInput(), StandardCharsets.UTF_8));
      if (!encrypted && jwt.header().isBase64URLEncodePayload()) {
        headers.put(part, jwt.header());
      }
    }
  }

  private SignedToken signed(String token) throws TokenRejected {
    JWSHeader known = headers.get(SignedToken.headerPart(token));
    if (known != null) {
      try {
        return SignedToken.of(known, token);
      } catch (ParseException _) {
        throw TokenRejected.invalid("the token is no JWT");
      }
    }
    return switch (parse(token)) {
      case SignedJWT signed -> SignedToken.of(signed);
      case EncryptedJWT encrypted
          when parse(decryption.open(encrypted)) instanceof SignedJWT inner ->
          SignedToken.of(inner);
      case EncryptedJWT _ -> throw TokenRejected.invalid("the encrypted token holds no signed one");
      default -> throw TokenRejected.invalid("the token is not signed");
    };
  }

  private static JWT parse(String token) throws TokenRejected {
    try {
      return JWTParser.parse(token);
    } catch (ParseException | RuntimeException _) {
      // The library's parser is a border: whatever it throws, the token is at fault.
      throw TokenRejected.invalid("the token is no JWT");
    }
  }

  private static void checkHeader(JWSHeader header) throws TokenRejected {
    if (!ALGORITHMS.contains(header.getAlgorithm())) {
      throw TokenRejected.invalid("the token is not signed with ES256, RS256 or EdDSA");
    }
    // RFC 7515 §4.1.11: none of the extensions is understood here.
    if (header.getCriticalParams() != null && !header.getCriticalParams().isEmpty()) {
      throw TokenRejected.invalid("the token has critical extensions");
    }
  }

  /** RFC 9068 §4: keeps ID tokens and other JWTs of the same issuer out. */
  private static void checkType(JWSHeader header, TokenConfig.Issuer issuer) throws TokenRejected {
    JOSEObjectType type = header.getType();
    if (type == null || !issuer.accepts(type.getType())) {
      throw TokenRejected.invalid("the token is no access token by its typ");
    }
  }

  private static JWTClaimsSet claimsOf(SignedToken jwt) throws TokenRejected {
    try {
      return jwt.claims();
    } catch (ParseException | RuntimeException _) {
      throw TokenRejected.invalid("the claims of the token cannot be read");
    }
  }

  private static void checkSignature(SignedToken jwt, IssuerKeys keys)
      throws TokenRejected, WafUnreachable {
    List<WafKey> candidates = keys.fitting(jwt.header());
    if (candidates.isEmpty()) {
      throw TokenRejected.invalid("the token is signed with a key its issuer does not have");
    }
    if (isSignedByOneOf(candidates, jwt)) {
      return;
    }
    // Without a key id nobody sees by the token that the WAF has changed keys.
    if (jwt.header().getKeyID() == null && isSignedByOneOf(keys.newest(jwt.header()), jwt)) {
      return;
    }
    throw TokenRejected.invalid("the signature of the token is wrong");
  }

  private static boolean isSignedByOneOf(List<WafKey> keys, SignedToken jwt) {
    for (WafKey key : keys) {
      if (key.signed(jwt)) {
        return true;
      }
    }
    return false;
  }

  /** By a copy of one that is there already: looking for it each time costs as much. */
  private static ByteBuffer hash(String token) {
    try {
      MessageDigest digest = (MessageDigest) SHA_256.clone();
      return ByteBuffer.wrap(digest.digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the JDK's own SHA-256 can be copied", e);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
