// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.impl.ECDSAProvider;
import com.nimbusds.jose.util.Base64URL;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.ECPublicKey;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Verifies ES256 (RFC 7518 §3.4) by a JCA provider, the key in its own form and the signature as it
 * comes. Nimbus's verifier turns both into another form each time, which costs a third of what the
 * verification does.
 */
final class Es256Verifier extends ECDSAProvider implements JWSVerifier {
  private static final String ALGORITHM = "SHA256withECDSAinP1363Format";
  private static final int LENGTH = 64;
  private static final int KEPT = 16;

  private final Optional<Provider> provider;
  private final ECPublicKey key;

  /** Each takes one and gives it back: making one costs garbage, within the JVM and without. */
  private final BlockingQueue<Signature> idle = new ArrayBlockingQueue<>(KEPT);

  Es256Verifier(ECPublicKey key, Optional<Provider> provider) throws JOSEException {
    super(JWSAlgorithm.ES256);
    this.provider = provider;
    try {
      this.key = provider.isPresent() ? translated(key, provider.get()) : key;
    } catch (GeneralSecurityException e) {
      throw new JOSEException("no key for " + provider, e);
    }
  }

  private static ECPublicKey translated(ECPublicKey key, Provider provider)
      throws NoSuchAlgorithmException, InvalidKeyException {
    Key own = KeyFactory.getInstance("EC", provider).translateKey(key);
    if (own instanceof ECPublicKey translated) {
      return translated;
    }
    throw new InvalidKeyException("not a public key of a curve");
  }

  private Signature ready() throws GeneralSecurityException {
    Signature kept = idle.poll();
    if (kept != null) {
      return kept;
    }
    Signature made =
        provider.isPresent()
            ? Signature.getInstance(ALGORITHM, provider.get())
            : Signature.getInstance(ALGORITHM);
    made.initVerify(key);
    return made;
  }

  @Override
  public boolean verify(JWSHeader header, byte[] input, Base64URL signature) throws JOSEException {
    if (header.getCriticalParams() != null || !header.getAlgorithm().equals(JWSAlgorithm.ES256)) {
      return false;
    }
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(signature.toString());
      if (bytes.length != LENGTH) {
        return false;
      }
      Signature verifier = ready();
      verifier.update(input);
      boolean genuine = verifier.verify(bytes);
      if (genuine) {
        idle.offer(verifier); // as it was before, by its contract
      }
      return genuine;
    } catch (IllegalArgumentException | SignatureException _) {
      return false; // no base64url, or numbers out of their range
    } catch (GeneralSecurityException e) {
      throw new JOSEException("ES256 cannot be verified", e);
    }
  }
}
