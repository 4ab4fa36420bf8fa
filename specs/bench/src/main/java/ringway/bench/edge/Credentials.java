// SPDX-License-Identifier: Apache-2.0
package ringway.bench.edge;

import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import ringway.acceptance.actors.DigestAnswer;
import ringway.acceptance.actors.Subscriber;
import ringway.acceptance.actors.TestWaf;
import ringway.acceptance.actors.TokenDraft;

/** What stands in the Authorization of one client. Used by one thread. */
sealed interface Credentials {
  /** For the next REGISTER; empty when there is nothing to show yet. */
  String next();

  /** Takes a 401; whether another attempt makes sense. */
  boolean take(String refusal);

  /** Tokens, one after the other, from the first again after the last. */
  final class Tokens implements Credentials {
    private static final Duration LIFE = Duration.ofHours(2);

    private final List<String> tokens;
    private int used;

    /** Signed for the client at this place. */
    static Tokens of(TestWaf waf, int client, int count, UnaryOperator<TokenDraft> kind) {
      String name = Registrant.user(client);
      String address = name + "@" + Subscriber.DOMAIN;
      Subscriber subscriber = new Subscriber(name, address, List.of("sip:" + address));
      return new Tokens(
          IntStream.range(0, count)
              .parallel()
              .mapToObj(_ -> kind.apply(waf.token(subscriber).livingFor(LIFE)).text())
              .toList());
    }

    Tokens(List<String> tokens) {
      this.tokens = List.copyOf(tokens);
    }

    @Override
    public String next() {
      return "Bearer " + tokens.get(used++ % tokens.size());
    }

    @Override
    public boolean take(String refusal) {
      return false;
    }
  }

  /** Digest (RFC 7616), the nonce used until another comes. */
  final class Digest implements Credentials {
    private static final Pattern CHALLENGE =
        Pattern.compile("^WWW-Authenticate: *(.*?)\\r?$", Pattern.MULTILINE);

    private final DigestAnswer answer;
    private String header = "";

    Digest(DigestAnswer answer) {
      this.answer = answer;
    }

    @Override
    public String next() {
      return header;
    }

    @Override
    public boolean take(String refusal) {
      Matcher challenge = CHALLENGE.matcher(refusal);
      if (!challenge.find()) {
        return false;
      }
      header = answer.toRegister(challenge.group(1));
      return true;
    }
  }
}
