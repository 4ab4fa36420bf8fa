// SPDX-License-Identifier: Apache-2.0
package ringway.wwsf.oauth;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import ringway.runtime.config.ConfigError;

/** TLS of W4 from PEM files: both sides show a certificate (TS 33.203 X.4.1 REQ 3.0). */
final class ClientTlsContext {
  private static final char[] IN_MEMORY = "in-memory".toCharArray();
  private static final String[] KEY_KINDS = {"EC", "RSA", "Ed25519"};

  private ClientTlsContext() {}

  /** Empty when nothing is configured, and the JVM's own context will do. */
  static Optional<SSLContext> of(String section, WafAccess.ClientTls tls) {
    if (tls.certificate().isEmpty() && tls.trustedCa().isEmpty()) {
      return Optional.empty();
    }
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          tls.certificate().isEmpty()
              ? null
              : keys(tls.certificate().get(), tls.key().orElseThrow()).getKeyManagers(),
          tls.trustedCa().isEmpty() ? null : trust(tls.trustedCa().get()).getTrustManagers(),
          null);
      return Optional.of(context);
    } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
      throw new ConfigError(section + ".tls cannot be used: " + e.getMessage(), e);
    }
  }

  private static KeyManagerFactory keys(Path certificate, Path key)
      throws GeneralSecurityException, IOException {
    KeyStore store = empty();
    store.setKeyEntry("wwsf", privateKey(key), IN_MEMORY, certificates(certificate));
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, IN_MEMORY);
    return factory;
  }

  private static TrustManagerFactory trust(Path file) throws GeneralSecurityException, IOException {
    KeyStore store = empty();
    Certificate[] authorities = certificates(file);
    for (int i = 0; i < authorities.length; i++) {
      store.setCertificateEntry("ca-" + i, authorities[i]);
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory;
  }

  private static KeyStore empty() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private static Certificate[] certificates(Path file)
      throws GeneralSecurityException, IOException {
    return CertificateFactory.getInstance("X.509")
        .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)))
        .toArray(new Certificate[0]);
  }

  private static PrivateKey privateKey(Path file) throws GeneralSecurityException, IOException {
    String pem = Files.readString(file);
    String body =
        pem.replaceFirst("(?s).*-----BEGIN PRIVATE KEY-----", "")
            .replaceFirst("(?s)-----END PRIVATE KEY-----.*", "");
    PKCS8EncodedKeySpec encoded = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(body));
    for (String kind : KEY_KINDS) {
      try {
        return KeyFactory.getInstance(kind).generatePrivate(encoded);
      } catch (InvalidKeySpecException _) {
        // then it is of another kind
      }
    }
    throw new InvalidKeySpecException(file + " is no PEM private key (PKCS#8)");
  }
}
