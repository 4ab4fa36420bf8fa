// SPDX-License-Identifier: Apache-2.0
package ringway.runtime.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.util.encoders.DecoderException;
import ringway.runtime.config.ConfigError;

/** Key stores out of PEM files, which Jetty and the JDK do not read themselves. */
public final class PemStores {
  /** Of every store made here; it protects nothing, the stores being in memory alone. */
  public static final String PASSWORD = "in-memory";

  static final String ALIAS = "tls";

  private PemStores() {}

  /** What this end shows: a chain and its key. */
  public static KeyStore identity(Path certificate, Path key) {
    try {
      Certificate[] chain = certificates(certificate);
      PrivateKey secret = key(key);
      if (!belong(secret, chain[0].getPublicKey())) {
        throw new ConfigError(key + " is not the key of the certificate in " + certificate);
      }
      KeyStore store = empty();
      store.setKeyEntry(ALIAS, secret, PASSWORD.toCharArray(), chain);
      return store;
    } catch (GeneralSecurityException | IOException e) {
      throw new ConfigError(
          "TLS certificate or key cannot be used: %s (%s)".formatted(e.getMessage(), certificate),
          e);
    }
  }

  /** Whose signatures are believed. */
  public static KeyStore authorities(Path file) {
    try {
      KeyStore store = empty();
      for (Certificate authority : certificates(file)) {
        store.setCertificateEntry("ca-" + store.size(), authority);
      }
      return store;
    } catch (GeneralSecurityException | IOException e) {
      throw new ConfigError(file + " cannot be read as PEM certificates: " + e.getMessage(), e);
    }
  }

  /** What an {@link #identity} shows of itself. */
  public static X509Certificate certificate(KeyStore identity) throws GeneralSecurityException {
    return (X509Certificate) identity.getCertificate(ALIAS);
  }

  /** TLS with what this end shows and whom it believes; the JDK's own of what is not given. */
  public static SSLContext context(Optional<KeyStore> identity, Optional<KeyStore> authorities)
      throws GeneralSecurityException {
    KeyManagerFactory shown =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    shown.init(identity.orElse(null), PASSWORD.toCharArray());
    TrustManagerFactory believed =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    believed.init(authorities.orElse(null));
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(
        identity.isEmpty() ? null : shown.getKeyManagers(), believed.getTrustManagers(), null);
    return context;
  }

  /** Changes when one of the files does. */
  public static String stamp(List<Path> files) {
    StringBuilder stamp = new StringBuilder();
    files.forEach(file -> stamp.append(stamp(file)).append(' '));
    return stamp.toString();
  }

  private static String stamp(Path file) {
    try {
      BasicFileAttributes at = Files.readAttributes(file, BasicFileAttributes.class);
      return at.lastModifiedTime().toMillis() + "/" + at.size() + "/" + at.fileKey();
    } catch (IOException _) {
      return "unreadable";
    }
  }

  static KeyStore empty() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private static Certificate[] certificates(Path file)
      throws GeneralSecurityException, IOException {
    try (InputStream in = Files.newInputStream(file)) {
      Certificate[] found =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(in)
              .toArray(new Certificate[0]);
      if (found.length == 0) {
        throw new ConfigError(file + ": expected a PEM certificate");
      }
      return found;
    }
  }

  private static PrivateKey key(Path file) throws IOException {
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.US_ASCII);
        PEMParser pem = new PEMParser(reader)) {
      JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
      return switch (pem.readObject()) {
        case PrivateKeyInfo info -> converter.getPrivateKey(info);
        case PEMKeyPair pair -> converter.getPrivateKey(pair.getPrivateKeyInfo());
        case null, default -> throw new ConfigError(file + ": expected a PEM private key");
      };
    } catch (DecoderException e) {
      throw new ConfigError(file + ": expected a PEM private key", e);
    }
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
}
