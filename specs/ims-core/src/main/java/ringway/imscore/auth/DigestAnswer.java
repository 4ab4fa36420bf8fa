// SPDX-License-Identifier: Apache-2.0
package ringway.imscore.auth;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The sums of RFC 7616 §3.4, for qop=auth only.
 *
 * @param count nc, as it is written
 */
public record DigestAnswer(
    DigestAlgorithm algorithm, String ha1, String nonce, String count, String cnonce) {

  /**
   * @param password the bytes: a card's RES is no text
   */
  public static DigestAnswer of(
      DigestAlgorithm algorithm,
      String username,
      String realm,
      byte[] password,
      String nonce,
      String count,
      String cnonce) {
    byte[] who = (username + ":" + realm + ":").getBytes(StandardCharsets.UTF_8);
    byte[] all = Arrays.copyOf(who, who.length + password.length);
    System.arraycopy(password, 0, all, who.length, password.length);
    return new DigestAnswer(algorithm, algorithm.hex(all), nonce, count, cnonce);
  }

  /** What the user sends. */
  public String response(String method, String uri) {
    return sum(method + ":" + uri);
  }

  /** What proves the network to the user (RFC 7616 §3.5): the same without a method. */
  public String rspauth(String uri) {
    return sum(":" + uri);
  }

  private String sum(String a2) {
    return algorithm.hex(String.join(":", ha1, nonce, count, cnonce, "auth", algorithm.hex(a2)));
  }
}
