// SPDX-License-Identifier: Apache-2.0
package ringway.waf.oauth;

import com.nimbusds.jose.util.X509CertUtils;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Base64;
import java.util.Date;
import java.util.Optional;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.runtime.config.ConfigError;
import ringway.runtime.http.HttpRequest;

/**
 * The certificate a caller has proved to hold: in this listener's own TLS, or before a proxy that
 * ends TLS and is trusted to say so (RFC 9440).
 */
public final class ClientCertificates {
  private static final Logger log = LoggerFactory.getLogger(ClientCertificates.class);

  /** Set around each request by the handler, read by the endpoints in the same thread. */
  private static final ScopedValue<X509Certificate> SHOWN = ScopedValue.newInstance();

  private final ClientCertificatesConfig config;
  private final Clock clock;

  public ClientCertificates(ClientCertificatesConfig config, Clock clock) {
    this.config = config;
    this.clock = clock;
  }

  /** Whether any client can authenticate by certificate here. */
  boolean enabled() {
    return config.trustedCa().isPresent() || config.header().isPresent();
  }

  Optional<X509Certificate> of(HttpRequest request) {
    Optional<String> header = config.header().flatMap(request::header);
    if (header.isPresent()) {
      InetAddress sender = InetAddress.ofLiteral(bare(request.remoteAddress()));
      if (config.headerFrom().contains(sender)) {
        return header.flatMap(ClientCertificates::parse).filter(this::inTime);
      }
      log.warn("client certificate in a header ignored source={}", sender.getHostAddress());
    }
    return SHOWN.isBound() ? Optional.of(SHOWN.get()) : Optional.empty();
  }

  /** Subject of whoever holds the other end of the TLS connection, a proxy perhaps (RFC 2253). */
  public Optional<String> subjectOfPeer(HttpRequest request) {
    return SHOWN.isBound()
        ? Optional.of(SHOWN.get().getSubjectX500Principal().getName())
        : Optional.empty();
  }

  private boolean inTime(X509Certificate certificate) {
    try {
      certificate.checkValidity(Date.from(clock.instant()));
      return true;
    } catch (CertificateException _) {
      return false;
    }
  }

  /** RFC 9440 §2.1 ({@code :base64 of DER:}), or PEM percent-encoded as nginx sends it. */
  private static Optional<X509Certificate> parse(String header) {
    try {
      String text = header.strip();
      byte[] der =
          text.length() > 2 && text.startsWith(":") && text.endsWith(":")
              ? Base64.getDecoder().decode(text.substring(1, text.length() - 1))
              : new byte[0];
      return Optional.ofNullable(
          der.length > 0
              ? X509CertUtils.parse(der)
              : X509CertUtils.parse(
                  URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8)));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private static String bare(String address) {
    return address.startsWith("[") ? address.substring(1, address.length() - 1) : address;
  }

  /** Makes the listener ask for certificates of the trusted authority and hands them on. */
  public Handler asking(Server server, Handler routes) {
    if (config.trustedCa().isEmpty()) {
      return routes;
    }
    KeyStore trusted = authorities(config.trustedCa().get());
    SslConnectionFactory tls =
        server.getConnectors()[0].getConnectionFactory(SslConnectionFactory.class);
    if (tls == null) {
      throw new ConfigError(
          "oauth.client-certificates.trusted-ca needs TLS on the listener: set listen.tls.mode");
    }
    SslContextFactory.Server factory = tls.getSslContextFactory();
    factory.setTrustStore(trusted);
    factory.setWantClientAuth(true); // browsers have none and must still get in
    return new Handler.Wrapper(routes) {
      @Override
      public boolean handle(Request request, Response response, Callback callback)
          throws Exception {
        if (request.getAttribute(EndPoint.SslSessionData.ATTRIBUTE)
                instanceof EndPoint.SslSessionData session
            && session.peerCertificates() != null
            && session.peerCertificates().length > 0) {
          return ScopedValue.where(SHOWN, session.peerCertificates()[0])
              .call(() -> super.handle(request, response, callback));
        }
        return super.handle(request, response, callback);
      }
    };
  }

  private static KeyStore authorities(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      int count = 0;
      for (Certificate certificate :
          CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("ca-" + count++, certificate);
      }
      if (count == 0) {
        throw new ConfigError(file + " holds no certificate");
      }
      return store;
    } catch (GeneralSecurityException | IOException e) {
      throw new ConfigError(file + " cannot be read as PEM certificates: " + e.getMessage(), e);
    }
  }
}
