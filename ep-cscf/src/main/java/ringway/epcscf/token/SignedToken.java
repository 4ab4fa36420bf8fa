// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.token;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;

/** The parts of a JWT in JWS compact form (RFC 7515 §7.1), its claims not read yet. */
record SignedToken(JWSHeader header, String payload, byte[] signingInput, Base64URL signature) {

  /** As the library has read it. */
  static SignedToken of(SignedJWT jwt) {
    return new SignedToken(
        jwt.getHeader(), jwt.getPayload().toString(), jwt.getSigningInput(), jwt.getSignature());
  }

  /** The first part, which tells the header. */
  static String headerPart(String token) {
    return token.substring(0, Math.max(0, token.indexOf('.')));
  }

  /**
   * With a header read before from the same first part.
   *
   * @throws ParseException when it is not of three parts
   */
  static SignedToken of(JWSHeader header, String token) throws ParseException {
    int first = token.indexOf('.');
    int second = token.indexOf('.', first + 1);
    if (second < 0 || token.indexOf('.', second + 1) >= 0 || second + 1 == token.length()) {
      throw new ParseException("not three parts", 0);
    }
    return new SignedToken(
        header,
        new Base64URL(token.substring(first + 1, second)).decodeToString(),
        token.substring(0, second).getBytes(StandardCharsets.US_ASCII),
        new Base64URL(token.substring(second + 1)));
  }

  JWTClaimsSet claims() throws ParseException {
    return JWTClaimsSet.parse(JSONObjectUtils.parse(payload));
  }
}
