// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.mw;

import java.io.IOException;
import java.io.Writer;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** An authority that signs what a test asks for. */
public final class MwPki {
  private final Path directory;
  private final KeyPair authority = pair();
  private final X500Name issuer = new X500Name("CN=core authority");
  public final X509Certificate root;
  private int serial = 1;

  public MwPki(Path directory) throws Exception {
    this.directory = directory;
    JcaX509v3CertificateBuilder builder = builder(issuer, authority);
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
    root = signed(builder);
  }

  private static KeyPair pair() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    return generator.generateKeyPair();
  }

  private JcaX509v3CertificateBuilder builder(X500Name subject, KeyPair keys) {
    Instant now = Instant.now();
    return new JcaX509v3CertificateBuilder(
        issuer,
        BigInteger.valueOf(serial++),
        Date.from(now.minus(Duration.ofHours(1))),
        Date.from(now.plus(Duration.ofDays(1))),
        subject,
        keys.getPublic());
  }

  private X509Certificate signed(JcaX509v3CertificateBuilder builder) throws Exception {
    return new JcaX509CertificateConverter()
        .getCertificate(
            builder.build(
                new JcaContentSignerBuilder("SHA256withECDSA").build(authority.getPrivate())));
  }

  X509Certificate certificate(KeyPair keys, String commonName, GeneralName... names)
      throws Exception {
    JcaX509v3CertificateBuilder builder = builder(new X500Name("CN=" + commonName), keys);
    if (names.length > 0) {
      builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
    }
    return signed(builder);
  }

  X509Certificate certificate(String commonName, GeneralName... names) throws Exception {
    return certificate(pair(), commonName, names);
  }

  /** Settings of a node with a certificate of these names, which trusts {@code trusting}. */
  public MwTlsConfig node(MwPki trusting, GeneralName... names) throws Exception {
    KeyPair keys = pair();
    int id = serial;
    return new MwTlsConfig(
        MwTlsConfig.Mode.FILES,
        0,
        Optional.of(pem("node" + id + ".pem", certificate(keys, "node", names))),
        Optional.of(pem("node" + id + ".key", new JcaPKCS8Generator(keys.getPrivate(), null))),
        Optional.of(trusting.pem("ca.pem", trusting.root)));
  }

  private Path pem(String name, Object content) throws IOException {
    Path file = directory.resolve(name);
    try (Writer text = Files.newBufferedWriter(file);
        JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(content);
    }
    return file;
  }
}
