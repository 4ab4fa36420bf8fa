// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.mw;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import ringway.runtime.config.ConfigError;
import ringway.runtime.http.PemStores;

/** Makes plain connections of Mw secure, with this node's certificate both ways. Thread-safe. */
final class MwTls {
  private static final int HANDSHAKE_MILLIS = 5_000;
  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

  private final SSLContext context;
  private final X509Certificate own;

  MwTls(MwTlsConfig config) {
    try {
      KeyStore identity =
          PemStores.identity(config.certificate().orElseThrow(), config.key().orElseThrow());
      context =
          PemStores.context(
              Optional.of(identity), config.authorities().map(PemStores::authorities));
      own = PemStores.certificate(identity);
    } catch (GeneralSecurityException | ConfigError e) {
      throw new ConfigError("mw.tls cannot be used: " + e.getMessage(), e);
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
