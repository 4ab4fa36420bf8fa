// SPDX-License-Identifier: Apache-2.0
package ringway.imscore.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import ringway.imscore.sip.SipReject;
import ringway.imscore.sip.SipText;

/** Challenges users and checks their answers (TS 24.229 §5.4.1.2). */
public final class Authenticator {
  private static final int MAX_CHALLENGES = 1000;

  /**
   * @param algorithms of a password, the best first (RFC 8760 §2.4)
   * @param attemptLife how long an answer is waited for: reg-await-auth (TS 24.229 §7.8)
   * @param nonceLife how long an answered challenge may be used again, with a higher count
   */
  public record Settings(
      String realm, List<DigestAlgorithm> algorithms, Duration attemptLife, Duration nonceLife) {}

  private static final class Challenge {
    private final String impi;
    private final Instant sentAt;
    private final Optional<AkaKeys> keys;
    private boolean answered;
    private long count;

    Challenge(String impi, Instant sentAt, Optional<AkaKeys> keys) {
      this.impi = impi;
      this.sentAt = sentAt;
      this.keys = keys;
    }
  }

  private final Settings settings;
  private final InstantSource clock;
  private final Map<String, Challenge> challenges = new LinkedHashMap<>();

  public Authenticator(Settings settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * Returns the Authentication-Info for the user.
   *
   * @throws SipReject 401 with a challenge, or 403 when the answer is wrong
   */
  public String authenticate(
      String impi, UserKeys keys, DigestCredentials credentials, String method) {
    if (keys.isNone()) {
      throw forbidden("without password or card only auth-done registers here");
    }
    DigestAlgorithm algorithm =
        DigestAlgorithm.of(credentials.get("algorithm"))
            .orElseThrow(() -> challenge(impi, keys, DigestAlgorithm.SHA_256, false));
    if (credentials.get("nonce").isEmpty()
        || (credentials.get("response").isEmpty() && credentials.get("auts").isEmpty())) {
      throw challenge(impi, keys, algorithm, false);
    }
    if (!credentials.get("qop").equalsIgnoreCase("auth")) {
      throw new SipReject(400, "qop=auth Missing");
    }
    return algorithm.isAka()
        ? byCard(impi, keys, credentials, algorithm, method)
        : byPassword(impi, keys, credentials, algorithm, method);
  }

  private String byPassword(
      String impi,
      UserKeys keys,
      DigestCredentials credentials,
      DigestAlgorithm algorithm,
      String method) {
    if (keys.password().isEmpty() || !settings.algorithms().contains(algorithm)) {
      throw forbidden("no such way to authenticate for this user");
    }
    byte[] password = keys.password().get().reveal().getBytes(StandardCharsets.UTF_8);
    DigestAnswer answer = expected(credentials, algorithm, password);
    requireRight(answer, credentials, method);
    long count = count(credentials);
    Optional<Challenge> sent = live(credentials.get("nonce"), impi);
    if (sent.isEmpty() || sent.get().keys.isPresent() || count <= sent.get().count) {
      // The right password to an old nonce, or the same answer again.
      throw challenge(impi, keys, algorithm, true);
    }
    sent.get().answered = true;
    sent.get().count = count;
    return info(answer, credentials);
  }

  private String byCard(
      String impi,
      UserKeys keys,
      DigestCredentials credentials,
      DigestAlgorithm algorithm,
      String method) {
    Card card = keys.card().orElseThrow(() -> forbidden("this user has no card here"));
    Optional<AkaKeys> sent = live(credentials.get("nonce"), impi).flatMap(known -> known.keys);
    if (sent.isEmpty()) {
      throw challenge(impi, keys, algorithm, false);
    }
    // A challenge of AKA is answered once.
    challenges.remove(credentials.get("nonce"));
    if (!credentials.get("auts").isEmpty()) {
      // RFC 3310 §3.4: the card has no RES then, so the password is empty.
      requireRight(expected(credentials, algorithm, new byte[0]), credentials, method);
      if (!card.resynchronise(credentials.get("nonce"), credentials.get("auts"))) {
        throw forbidden("the resynchronisation is forged");
      }
      throw challenge(impi, keys, algorithm, false);
    }
    DigestAnswer answer = expected(credentials, algorithm, sent.get().password(algorithm));
    requireRight(answer, credentials, method);
    return info(answer, credentials);
  }

  private static DigestAnswer expected(
      DigestCredentials credentials, DigestAlgorithm algorithm, byte[] password) {
    return DigestAnswer.of(
        algorithm,
        credentials.get("username"),
        credentials.get("realm"),
        password,
        credentials.get("nonce"),
        credentials.get("nc"),
        credentials.get("cnonce"));
  }

  private void requireRight(DigestAnswer answer, DigestCredentials credentials, String method) {
    if (!MessageDigest.isEqual(
        answer.response(method, credentials.get("uri")).getBytes(StandardCharsets.US_ASCII),
        credentials.get("response").getBytes(StandardCharsets.US_ASCII))) {
      challenges.remove(credentials.get("nonce"));
      throw forbidden("the answer is wrong");
    }
  }

  private static long count(DigestCredentials credentials) {
    try {
      return Long.parseLong(credentials.get("nc"), 16);
    } catch (NumberFormatException _) {
      throw new SipReject(400, "Bad nc");
    }
  }

  private static String info(DigestAnswer answer, DigestCredentials credentials) {
    return "qop=auth,rspauth=\"%s\",cnonce=\"%s\",nc=%s"
        .formatted(
            answer.rspauth(credentials.get("uri")),
            credentials.get("cnonce"),
            credentials.get("nc"));
  }

  /** The challenge when it was sent to this user and its time has not run out. */
  private Optional<Challenge> live(String nonce, String impi) {
    Instant now = clock.instant();
    challenges
        .values()
        .removeIf(
            old ->
                !old.sentAt
                    .plus(old.answered ? settings.nonceLife() : settings.attemptLife())
                    .isAfter(now));
    return Optional.ofNullable(challenges.get(nonce)).filter(known -> known.impi.equals(impi));
  }

  private SipReject challenge(String impi, UserKeys keys, DigestAlgorithm asked, boolean stale) {
    boolean byCard = keys.card().isPresent() && (asked.isAka() || keys.password().isEmpty());
    if (byCard) {
      Card.Challenge made = keys.card().orElseThrow().challenge();
      remember(made.nonce(), new Challenge(impi, clock.instant(), Optional.of(made.keys())));
      // TS 24.229 §7.2A.1: the edge takes the keys out.
      String more =
          ",ik=\"%s\",ck=\"%s\""
              .formatted(
                  HexFormat.of().formatHex(made.keys().ik()),
                  HexFormat.of().formatHex(made.keys().ck()));
      return unauthorized(
          made.nonce(),
          asked.isAka()
              ? List.of(asked)
              : List.of(DigestAlgorithm.AKAV2_SHA_256, DigestAlgorithm.AKAV1_MD5),
          more);
    }
    String nonce = SipText.token() + SipText.token();
    remember(nonce, new Challenge(impi, clock.instant(), Optional.empty()));
    return unauthorized(nonce, settings.algorithms(), stale ? ",stale=TRUE" : "");
  }

  private void remember(String nonce, Challenge challenge) {
    if (challenges.size() >= MAX_CHALLENGES) {
      challenges.remove(challenges.keySet().iterator().next());
    }
    challenges.put(nonce, challenge);
  }

  private SipReject unauthorized(String nonce, List<DigestAlgorithm> algorithms, String more) {
    return new SipReject(401, "Unauthorized")
        .withEach(
            "WWW-Authenticate",
            algorithms.stream()
                .map(
                    algorithm ->
                        "Digest realm=\"%s\",nonce=\"%s\",algorithm=%s,qop=\"auth\"%s"
                            .formatted(settings.realm(), nonce, algorithm.word(), more))
                .toList());
  }

  private SipReject forbidden(String why) {
    return new SipReject(403, "Forbidden").warning(settings.realm(), why);
  }
}
