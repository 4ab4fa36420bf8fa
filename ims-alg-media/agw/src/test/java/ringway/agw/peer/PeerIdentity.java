// SPDX-License-Identifier: Apache-2.0
package ringway.agw.peer;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.tls.HashAlgorithm;
import org.bouncycastle.tls.SignatureAlgorithm;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;

/** Key and certificate of a test peer. */
record PeerIdentity(
    AsymmetricKeyParameter key,
    byte[] certificate,
    SignatureAndHashAlgorithm asClient,
    SignatureAndHashAlgorithm asServer) {
  static final SignatureAndHashAlgorithm ECDSA =
      SignatureAndHashAlgorithm.getInstance(HashAlgorithm.sha256, SignatureAlgorithm.ecdsa);

  static PeerIdentity ecdsa() {
    return create("EC", 256, "SHA256withECDSA", ECDSA, ECDSA);
  }

  /** As browsers once made them, and as a page can still ask for. */
  static PeerIdentity rsa() {
    return create(
        "RSA",
        2048,
        "SHA256withRSA",
        SignatureAndHashAlgorithm.getInstance(HashAlgorithm.sha256, SignatureAlgorithm.rsa),
        SignatureAndHashAlgorithm.rsa_pss_rsae_sha256);
  }

  boolean isEcdsa() {
    return asServer.equals(ECDSA);
  }

  private static PeerIdentity create(
      String algorithm,
      int size,
      String signer,
      SignatureAndHashAlgorithm asClient,
      SignatureAndHashAlgorithm asServer) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      generator.initialize(size);
      KeyPair pair = generator.generateKeyPair();
      X500Name name = new X500Name("CN=peer");
      Instant now = Instant.now();
      byte[] certificate =
          new JcaX509v3CertificateBuilder(
                  name,
                  BigInteger.ONE,
                  Date.from(now.minus(Duration.ofDays(1))),
                  Date.from(now.plus(Duration.ofDays(30))),
                  name,
                  pair.getPublic())
              .build(new JcaContentSignerBuilder(signer).build(pair.getPrivate()))
              .getEncoded();
      return new PeerIdentity(
          PrivateKeyFactory.createKey(pair.getPrivate().getEncoded()),
          certificate,
          asClient,
          asServer);
    } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static String fingerprint(byte[] certificate) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(certificate);
      return HexFormat.ofDelimiter(":").withUpperCase().formatHex(hash);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
