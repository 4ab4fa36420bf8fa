// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.token;

import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.text.ParseException;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import ringway.runtime.config.Secret;

/** Keys of this node, from the settings. No message repeats what a key holds. */
final class PrivateKeys {
  private static final char[] IN_MEMORY = "in-memory".toCharArray();

  private PrivateKeys() {}

  /** A private EC or RSA key in JWK form. */
  static JWK jwk(String setting, Secret secret) {
    JWK key;
    try {
      key = JWK.parse(secret.reveal());
    } catch (ParseException | RuntimeException _) {
      throw new IllegalArgumentException(setting + " is no JWK");
    }
    if (!key.isPrivate() || !(key instanceof ECKey || key instanceof RSAKey)) {
      throw new IllegalArgumentException(setting + " is no private EC or RSA key");
    }
    return key;
  }

  /** TLS with this certificate of ours, and the authorities the JDK trusts. */
  static SSLContext tls(IntrospectionConfig.Certificate files) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("client", key(files.key()), IN_MEMORY, chain(files.certificate()));
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, IN_MEMORY);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "introspection.tls: certificate or key cannot be used: " + files.certificate(), e);
    }
  }

  private static Certificate[] chain(Path file) throws GeneralSecurityException, IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return CertificateFactory.getInstance("X.509")
          .generateCertificates(in)
          .toArray(new Certificate[0]);
    }
  }

  private static PrivateKey key(Path file) throws GeneralSecurityException, IOException {
    String pem = Files.readString(file, StandardCharsets.US_ASCII);
    String base64 = pem.replaceAll("-----[A-Z ]+-----", "");
    PKCS8EncodedKeySpec key = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(base64));
    try {
      return KeyFactory.getInstance("EC").generatePrivate(key);
    } catch (GeneralSecurityException _) {
      return KeyFactory.getInstance("RSA").generatePrivate(key);
    }
  }
}
