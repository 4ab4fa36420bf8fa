// SPDX-License-Identifier: Apache-2.0
package ringway.waf.keys;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.util.Map;

/** Signs with the key of the moment and tells with which public keys to check. */
public interface TokenSigner {
  SignedJWT sign(JOSEObjectType type, JWTClaimsSet claims);

  /** Every key whose tokens may still be in use, as a JWK set. */
  Map<String, Object> publicJwks();
}
