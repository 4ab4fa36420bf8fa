// SPDX-License-Identifier: Apache-2.0
package ringway.waf.digest;

/**
 * What a user answered a challenge of qop=auth with (RFC 7616 §3.4); the challenge is the concern
 * of who sent it.
 *
 * @param source address of the user, for limits
 */
public record DigestAnswer(
    String username,
    String realm,
    String algorithm,
    String method,
    String uri,
    String nonce,
    String count,
    String cnonce,
    String response,
    String source) {

  String expected(DigestAlgorithm hash, String ha1) {
    return sum(hash, ha1, method + ":" + uri);
  }

  /** RFC 7616 §3.5: the same without a method. */
  String rspauth(DigestAlgorithm hash, String ha1) {
    return sum(hash, ha1, ":" + uri);
  }

  private String sum(DigestAlgorithm hash, String ha1, String a2) {
    return hash.hex(String.join(":", ha1, nonce, count, cnonce, "auth", hash.hex(a2)));
  }
}
