// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.actors;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A user agent's answer to Digest challenges (RFC 7616), good for more than one request.
 *
 * @param user the IMPI
 */
public record DigestAnswer(String user, String password) {
  private static final String CLIENT_NONCE = "0a4f113b";
  private static final String COUNT = "00000001";

  /** Value of Authorization for a REGISTER of the domain the challenge names. */
  public String toRegister(String challenge) {
    String realm = parameter(challenge, "realm").orElseThrow();
    String nonce = parameter(challenge, "nonce").orElseThrow();
    String algorithm = parameter(challenge, "algorithm").orElse("MD5");
    boolean qop = parameter(challenge, "qop").isPresent();
    String uri = "sip:" + realm;
    String secret = hash(algorithm, user + ":" + realm + ":" + password);
    String request = hash(algorithm, "REGISTER:" + uri);
    String between = qop ? ":" + COUNT + ":" + CLIENT_NONCE + ":auth:" : ":";
    String response = hash(algorithm, secret + ":" + nonce + between + request);
    return "Digest username=\"%s\",realm=\"%s\",nonce=\"%s\",uri=\"%s\",response=\"%s\",algorithm=%s"
            .formatted(user, realm, nonce, uri, response, algorithm)
        + (qop ? ",qop=auth,nc=" + COUNT + ",cnonce=\"" + CLIENT_NONCE + "\"" : "");
  }

  private static Optional<String> parameter(String challenge, String name) {
    Matcher found =
        Pattern.compile("[ ,]" + name + "\\s*=\\s*\"?([^\",]*)", Pattern.CASE_INSENSITIVE)
            .matcher(challenge);
    return found.find() ? Optional.of(found.group(1)) : Optional.empty();
  }

  private static String hash(String algorithm, String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance(algorithm.toUpperCase(Locale.ROOT))
                  .digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalArgumentException("no such digest algorithm: " + algorithm, e);
    }
  }
}
