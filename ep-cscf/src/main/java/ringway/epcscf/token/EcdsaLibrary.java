// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.security.Provider;
import java.security.interfaces.ECPublicKey;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who verifies ES256. The JDK does it in Java, and on processors without AVX-512 that is most of
 * what a registration costs; Amazon's provider, when it is on the class path and its native library
 * loads here, takes a tenth of the time. It is used for this and nothing else.
 *
 * @param provider empty for the JDK's own
 */
record EcdsaLibrary(Optional<Provider> provider) {
  private static final Logger log = LoggerFactory.getLogger(EcdsaLibrary.class);
  private static final String FAST =
      "com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider";

  static EcdsaLibrary jdk() {
    return new EcdsaLibrary(Optional.empty());
  }

  /** The fast one where it works, tried out; else the JDK's. */
  static EcdsaLibrary fastest() {
    EcdsaLibrary library = new EcdsaLibrary(find().filter(EcdsaLibrary::tellsRightFromWrong));
    log.info(
        "signatures of tokens verified by provider={}",
        library.provider().map(Provider::getInfo).orElse("the JDK"));
    return library;
  }

  JWSVerifier verifier(ECPublicKey key) throws JOSEException {
    return new Es256Verifier(key, provider);
  }

  private static Optional<Provider> find() {
    try {
      return ServiceLoader.load(Provider.class).stream()
          .filter(found -> found.type().getName().equals(FAST))
          .findFirst()
          .map(ServiceLoader.Provider::get);
    } catch (ServiceConfigurationError | LinkageError e) {
      // Built for another system or processor: nothing is lost but time.
      log.warn("the fast ECDSA provider cannot be loaded cause={}", e.toString());
      return Optional.empty();
    }
  }

  private static boolean tellsRightFromWrong(Provider provider) {
    try {
      ECKey key = new ECKeyGenerator(Curve.P_256).generate();
      WafKey checked =
          WafKey.of(key.toPublicJWK(), new EcdsaLibrary(Optional.of(provider))).orElseThrow();
      JWSObject right = signed("right", key);
      JWSObject wrong =
          JWSObject.parse(
              right.getHeader().toBase64URL()
                  + "."
                  + new Payload("wrong").toBase64URL()
                  + "."
                  + right.getSignature());
      return right.verify(checked.verifier()) && !wrong.verify(checked.verifier());
    } catch (JOSEException | java.text.ParseException | RuntimeException | LinkageError e) {
      log.warn("the fast ECDSA provider does not work here cause={}", e.toString());
      return false;
    }
  }

  private static JWSObject signed(String payload, ECKey key) throws JOSEException {
    JWSObject object = new JWSObject(new JWSHeader(JWSAlgorithm.ES256), new Payload(payload));
    object.sign(new ECDSASigner(key));
    return object;
  }
}
