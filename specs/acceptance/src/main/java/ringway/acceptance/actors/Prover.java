// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.actors;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import ringway.acceptance.sip.Dialogs;
import ringway.acceptance.sip.Draft;
import ringway.acceptance.sip.Message;
import ringway.acceptance.sip.Words;
import ringway.imscore.auth.AkaKeys;
import ringway.imscore.auth.Card;
import ringway.imscore.auth.DigestAlgorithm;
import ringway.imscore.auth.DigestAnswer;

/**
 * The side of a WIC that proves its user in scenario 1 and has the network prove itself (TS 33.203
 * X.2). With a card it uses nothing else; with a password, the topmost algorithm it knows.
 */
public final class Prover {
  private static final Pattern PARAMETER =
      Pattern.compile("([\\w-]+)\\s*=\\s*(?:\"([^\"]*)\"|([^,\\s]+))");
  private static final String URI = "sip:" + Subscriber.DOMAIN;

  private final Subscriber user;
  private final String username;
  private final Optional<String> password;
  private final Optional<Card> card;
  private Optional<DigestAnswer> given = Optional.empty();

  private Prover(Subscriber user, String username, Optional<String> password, Optional<Card> card) {
    this.user = user;
    this.username = username;
    this.password = password;
    this.card = card;
  }

  public static Prover withPassword(Subscriber user, String password) {
    return new Prover(user, user.impi(), Optional.of(password), Optional.empty());
  }

  /** Where the password is of an account that has a name of its own. */
  public static Prover withAccount(Subscriber user, String password) {
    return new Prover(user, user.name(), Optional.of(password), Optional.empty());
  }

  /** The password may be known as well. */
  public static Prover withCard(Subscriber user, Card card, Optional<String> password) {
    return new Prover(user, user.impi(), password, Optional.of(card));
  }

  /** The first REGISTER; who has a card says so (TS 33.203 X.2.1: then AKA is a must). */
  public Draft begins() {
    return card.isEmpty()
        ? Words.register()
        : Words.register()
            .header(
                "Authorization",
                "Digest username=\"%s\",realm=\"%s\",nonce=\"\",uri=\"%s\",response=\"\",algorithm=AKAv2-SHA-256"
                    .formatted(user.impi(), Subscriber.DOMAIN, URI));
  }

  /** The REGISTER that answers a 401; empty when there is nothing this client may answer. */
  public Optional<Draft> answers(Message refusal) {
    return challenges(refusal).stream()
        .flatMap(challenge -> answer(challenge).stream())
        .findFirst()
        .map(credentials -> Words.register().header("Authorization", credentials));
  }

  /** The same answer with a higher count, as long as the nonce is good. */
  public Draft again(int count) {
    DigestAnswer last = given.orElseThrow();
    return Words.register()
        .header(
            "Authorization",
            credentials(
                new DigestAnswer(
                    last.algorithm(),
                    last.ha1(),
                    last.nonce(),
                    "%08x".formatted(count),
                    last.cnonce()),
                ""));
  }

  /** Whether the 200 comes from whoever knows the secret too (RFC 7616 §3.5). */
  public boolean trusts(Message ok) {
    return given.isPresent()
        && ok.header("Authentication-Info")
            .map(Prover::parameters)
            .filter(info -> given.get().rspauth(URI).equals(info.get("rspauth")))
            .filter(info -> given.get().cnonce().equals(info.get("cnonce")))
            .isPresent();
  }

  /** All of them, in the order of the message (RFC 8760 §2.4). */
  private static List<String> challenges(Message refusal) {
    return refusal.fields().stream()
        .filter(field -> field.name().equalsIgnoreCase("WWW-Authenticate"))
        .map(Message.Field::value)
        .toList();
  }

  private Optional<String> answer(String challenge) {
    // RFC 8760 §2.6: Basic is never answered.
    if (!challenge.regionMatches(true, 0, "Digest ", 0, 7)) {
      return Optional.empty();
    }
    Map<String, String> said = parameters(challenge.substring(7));
    return DigestAlgorithm.of(said.getOrDefault("algorithm", ""))
        .flatMap(
            algorithm -> algorithm.isAka() ? byCard(algorithm, said) : byPassword(algorithm, said));
  }

  private Optional<String> byPassword(DigestAlgorithm algorithm, Map<String, String> said) {
    return card.isPresent()
        ? Optional.empty()
        : password.map(
            text -> credentials(sum(algorithm, text.getBytes(StandardCharsets.UTF_8), said), ""));
  }

  private Optional<String> byCard(DigestAlgorithm algorithm, Map<String, String> said) {
    return card.flatMap(
        own ->
            switch (own.answer(said.getOrDefault("nonce", ""))) {
              case Card.Verdict.Genuine(AkaKeys keys) ->
                  Optional.of(credentials(sum(algorithm, keys.password(algorithm), said), ""));
              // RFC 3310 §3.4: the password is empty then.
              case Card.Verdict.OutOfRange(String auts) ->
                  Optional.of(
                      credentials(sum(algorithm, new byte[0], said), ",auts=\"" + auts + "\""));
              case Card.Verdict.Forged _ -> Optional.empty();
            });
  }

  private DigestAnswer sum(DigestAlgorithm algorithm, byte[] secret, Map<String, String> said) {
    DigestAnswer answer =
        DigestAnswer.of(
            algorithm,
            username,
            said.getOrDefault("realm", ""),
            secret,
            said.getOrDefault("nonce", ""),
            "00000001",
            Dialogs.fresh(""));
    given = Optional.of(answer);
    return answer;
  }

  private String credentials(DigestAnswer answer, String more) {
    return "Digest username=\"%s\",realm=\"%s\",nonce=\"%s\",uri=\"%s\",algorithm=%s,qop=auth,nc=%s,cnonce=\"%s\",response=\"%s\"%s"
        .formatted(
            username,
            Subscriber.DOMAIN,
            answer.nonce(),
            URI,
            answer.algorithm().word(),
            answer.count(),
            answer.cnonce(),
            answer.response("REGISTER", URI),
            more);
  }

  private static Map<String, String> parameters(String text) {
    Map<String, String> found = new HashMap<>();
    Matcher matcher = PARAMETER.matcher(text);
    while (matcher.find()) {
      found.put(
          matcher.group(1).toLowerCase(Locale.ROOT),
          matcher.group(2) != null ? matcher.group(2) : matcher.group(3));
    }
    return found;
  }
}
