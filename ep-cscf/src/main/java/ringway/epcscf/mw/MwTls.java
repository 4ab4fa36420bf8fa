// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.mw;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import ringway.runtime.config.ConfigError;

/** Makes plain connections of Mw secure, with this node's certificate both ways. Thread-safe. */
final class MwTls {
  private static final int HANDSHAKE_MILLIS = 5_000;
  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};
  private static final char[] IN_MEMORY = "in-memory".toCharArray();

  private final SSLContext context;
  private final X509Certificate own;

  MwTls(MwTlsConfig config) {
    try {
      Certificate[] chain = certificates(config.certificate().orElseThrow());
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(null, null);
      keys.setKeyEntry("mw", key(config.key().orElseThrow()), IN_MEMORY, chain);
      KeyManagerFactory shown =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      shown.init(keys, IN_MEMORY);
      KeyStore authorities = KeyStore.getInstance("PKCS12");
      authorities.load(null, null);
      int count = 0;
      for (Certificate authority : certificates(config.authorities().orElseThrow())) {
        authorities.setCertificateEntry("ca" + count++, authority);
      }
      TrustManagerFactory trusted =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trusted.init(authorities);
      context = SSLContext.getInstance("TLS");
      context.init(shown.getKeyManagers(), trusted.getTrustManagers(), null);
      own = (X509Certificate) chain[0];
    } catch (GeneralSecurityException | IOException e) {
      throw new ConfigError("mw.tls cannot be used: " + e.getMessage(), e);
    }
  }

  private static Certificate[] certificates(Path file)
      throws GeneralSecurityException, IOException {
    try (InputStream in = Files.newInputStream(file)) {
      Certificate[] found =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(in)
              .toArray(new Certificate[0]);
      if (found.length == 0) {
        throw new ConfigError(file + ": expected PEM certificates");
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
    }
  }

  /** A connection of ours: the peer's certificate must be of this name (RFC 5922 §7.3). */
  SSLSocket towards(Socket plain, String name) throws IOException {
    SSLSocket socket = handshaken(plain, true);
    X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
    // The watchdog speaks with this very node, whose certificate needs not name the address.
    if (!shown.equals(own) && !CertificateNames.cover(shown, name)) {
      socket.close();
      throw new IOException("the certificate of the peer is not of " + name);
    }
    return socket;
  }

  /** A connection of theirs: the peer shows a certificate of a known authority (RFC 5922 §7.4). */
  SSLSocket from(Socket plain) throws IOException {
    return handshaken(plain, false);
  }

  private SSLSocket handshaken(Socket plain, boolean client) throws IOException {
    SSLSocket socket =
        (SSLSocket)
            context
                .getSocketFactory()
                .createSocket(
                    plain, plain.getInetAddress().getHostAddress(), plain.getPort(), true);
    try {
      socket.setUseClientMode(client);
      socket.setNeedClientAuth(!client);
      socket.setEnabledProtocols(PROTOCOLS);
      socket.setSoTimeout(HANDSHAKE_MILLIS);
      socket.startHandshake();
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }
}
