// SPDX-License-Identifier: Apache-2.0
package ringway.bench.edge;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What stands in the Authorization of one client. Used by one thread. */
sealed interface Credentials {
  /** For the next REGISTER; empty when there is nothing to show yet. */
  String next();

  /** Takes a challenge; whether another attempt makes sense. */
  boolean take(String challenge);

  /** Tokens, one after the other, from the first again after the last. */
  final class Tokens implements Credentials {
    private final List<String> tokens;
    private int used;

    Tokens(List<String> tokens) {
      this.tokens = List.copyOf(tokens);
    }

    @Override
    public String next() {
      return "Bearer " + tokens.get(used++ % tokens.size());
    }

    @Override
    public boolean take(String challenge) {
      return false;
    }
  }

  /** Digest with MD5 (RFC 3261 §22.4), the nonce used until another comes. */
  final class Digest implements Credentials {
    private static final Pattern NONCE = Pattern.compile("nonce=\"([^\"]*)\"");

    private final String user;
    private final String realm;
    private final String secret;
    private String header = "";

    Digest(String user, String realm, String password) {
      this.user = user;
      this.realm = realm;
      this.secret = md5(user + ":" + realm + ":" + password);
    }

    @Override
    public String next() {
      return header;
    }

    @Override
    public boolean take(String challenge) {
      Matcher nonce = NONCE.matcher(challenge);
      if (!nonce.find()) {
        return false;
      }
      String uri = "sip:" + realm;
      String answer = md5(secret + ":" + nonce.group(1) + ":" + md5("REGISTER:" + uri));
      header =
          "Digest username=\"%s\",realm=\"%s\",nonce=\"%s\",uri=\"%s\",response=\"%s\",algorithm=MD5"
              .formatted(user, realm, nonce.group(1), uri, answer);
      return true;
    }

    private static String md5(String text) {
      try {
        return HexFormat.of()
            .formatHex(
                MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every JDK has MD5", e);
      }
    }
  }
}
