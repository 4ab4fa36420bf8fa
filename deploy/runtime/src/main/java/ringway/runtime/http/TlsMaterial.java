// SPDX-License-Identifier: Apache-2.0
package ringway.runtime.http;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import ringway.runtime.config.ConfigError;

/** Key and certificate of a listener: from PEM files, or made at start. */
final class TlsMaterial {
  private static final Duration SELF_SIGNED_LIFE = Duration.ofDays(30);

  private TlsMaterial() {}

  static SslContextFactory.Server sslContext(ListenerConfig config) {
    SslContextFactory.Server factory = new SslContextFactory.Server();
    factory.setKeyStore(keyStore(config));
    factory.setKeyStorePassword(PemStores.PASSWORD);
    factory.setIncludeProtocols("TLSv1.3", "TLSv1.2");
    return factory;
  }

  static KeyStore keyStore(ListenerConfig config) {
    return config.tls().mode() == TlsConfig.Mode.FILES
        ? PemStores.identity(
            config.tls().certificate().orElseThrow(), config.tls().key().orElseThrow())
        : selfSigned(config.host());
  }

  /** When the certificate ends. */
  static Instant endOf(KeyStore store) throws GeneralSecurityException {
    return PemStores.certificate(store).getNotAfter().toInstant();
  }

  private static KeyStore selfSigned(String host) {
    try {
      KeyStore store = PemStores.empty();
      selfSigned(store, host);
      return store;
    } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
      throw new ConfigError("no certificate can be made: " + e.getMessage(), e);
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
    store.setKeyEntry(
        PemStores.ALIAS,
        pair.getPrivate(),
        PemStores.PASSWORD.toCharArray(),
        new Certificate[] {certificate});
  }
}
