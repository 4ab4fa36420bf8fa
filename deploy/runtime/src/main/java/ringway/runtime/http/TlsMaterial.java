// SPDX-License-Identifier: Apache-2.0
package ringway.runtime.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import ringway.runtime.config.ConfigError;

/**
 * Key and certificate of a listener: from PEM files, or made at start. Jetty itself reads no PEM.
 */
final class TlsMaterial {
  private static final char[] IN_MEMORY = "in-memory".toCharArray();
  private static final Duration SELF_SIGNED_LIFE = Duration.ofDays(30);

  private TlsMaterial() {}

  static SslContextFactory.Server sslContext(ListenerConfig config) {
    SslContextFactory.Server factory = new SslContextFactory.Server();
    factory.setKeyStore(keyStore(config));
    factory.setKeyStorePassword(new String(IN_MEMORY));
    factory.setIncludeProtocols("TLSv1.3", "TLSv1.2");
    return factory;
  }

  static KeyStore keyStore(ListenerConfig config) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      if (config.tls().mode() == TlsConfig.Mode.FILES) {
        fromFiles(
            store, config.tls().certificate().orElseThrow(), config.tls().key().orElseThrow());
      } else {
        selfSigned(store, config.host());
      }
      return store;
    } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
      throw new ConfigError("TLS certificate or key cannot be used: " + reason(config, e), e);
    }
  }

  private static void fromFiles(KeyStore store, Path certificate, Path key)
      throws GeneralSecurityException, IOException {
    Certificate[] chain = chain(certificate);
    PrivateKey secret = key(key);
    if (chain.length == 0) {
      throw new ConfigError(certificate + ": expected a PEM certificate");
    }
    if (!belong(secret, chain[0].getPublicKey())) {
      throw new ConfigError(key + " is not the key of the certificate in " + certificate);
    }
    store.setKeyEntry("tls", secret, IN_MEMORY, chain);
  }

  /** While both files are being replaced, one may be the new and the other the old. */
  private static boolean belong(PrivateKey secret, PublicKey open) throws GeneralSecurityException {
    if (!secret.getAlgorithm().replace("ECDSA", "EC").equals(open.getAlgorithm())) {
      return false;
    }
    String algorithm =
        switch (open.getAlgorithm()) {
          case "EC" -> "SHA256withECDSA";
          case "RSA" -> "SHA256withRSA";
          default -> open.getAlgorithm();
        };
    byte[] probe = {1};
    Signature signature = Signature.getInstance(algorithm);
    signature.initSign(secret);
    signature.update(probe);
    byte[] signed = signature.sign();
    signature.initVerify(open);
    signature.update(probe);
    return signature.verify(signed);
  }

  /** When the certificate ends. */
  static Instant endOf(KeyStore store) throws GeneralSecurityException {
    return ((X509Certificate) store.getCertificate("tls")).getNotAfter().toInstant();
  }

  private static String reason(ListenerConfig config, Exception e) {
    String files = config.tls().certificate().map(file -> " (" + file + ")").orElse("");
    return e.getMessage() + files;
  }

  private static Certificate[] chain(Path file) throws GeneralSecurityException, IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return CertificateFactory.getInstance("X.509")
          .generateCertificates(in)
          .toArray(new Certificate[0]);
    }
  }

  private static PrivateKey key(Path file) throws IOException {
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.US_ASCII);
        PEMParser pem = new PEMParser(reader)) {
      JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
      return switch (pem.readObject()) {
        case PrivateKeyInfo info -> converter.getPrivateKey(info);
        case PEMKeyPair pair -> converter.getKeyPair(pair).getPrivate();
        case null, default -> throw new ConfigError(file + ": expected a PEM private key");
      };
    }
  }

  private static void selfSigned(KeyStore store, String host)
      throws GeneralSecurityException, OperatorCreationException, IOException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair pair = generator.generateKeyPair();
    X500Name name = new X500Name("CN=ringway self-signed");
    Instant now = Instant.now();
    var builder =
        new JcaX509v3CertificateBuilder(
            name,
            new BigInteger(96, new SecureRandom()),
            Date.from(now.minus(Duration.ofHours(1))),
            Date.from(now.plus(SELF_SIGNED_LIFE)),
            name,
            pair.getPublic());
    GeneralName[] names = {
      new GeneralName(GeneralName.dNSName, "localhost"),
      new GeneralName(GeneralName.iPAddress, InetAddress.getByName(host).getHostAddress()),
    };
    builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
    var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate());
    Certificate certificate =
        new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    store.setKeyEntry("tls", pair.getPrivate(), IN_MEMORY, new Certificate[] {certificate});
  }
}
