// SPDX-License-Identifier: Apache-2.0
package ringway.iq;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.runtime.config.ConfigError;
import ringway.runtime.http.PemStores;

/** TLS of a controller; files that change are taken anew for the next connection. */
final class ClientTls {
  private static final Logger log = LoggerFactory.getLogger(ClientTls.class);

  private final IqAccess.Tls files;
  private final List<Path> watched;
  private final SslContextFactory.Client factory = new SslContextFactory.Client();
  private String seen; // by the thread that connects

  ClientTls(IqAccess.Tls files) {
    this.files = files;
    watched =
        Stream.of(files.authorities(), files.certificate(), files.key())
            .flatMap(file -> file.stream())
            .toList();
    seen = PemStores.stamp(watched);
    factory.setKeyStorePassword(PemStores.PASSWORD);
    factory.setIncludeProtocols("TLSv1.3", "TLSv1.2");
    read(factory);
  }

  SslContextFactory.Client factory() {
    return factory;
  }

  private void read(SslContextFactory into) {
    files.authorities().ifPresent(file -> into.setTrustStore(PemStores.authorities(file)));
    files
        .certificate()
        .ifPresent(
            certificate ->
                into.setKeyStore(PemStores.identity(certificate, files.key().orElseThrow())));
  }

  void refresh() {
    String now = PemStores.stamp(watched);
    if (now.equals(seen)) {
      return;
    }
    seen = now;
    try {
      factory.reload(this::read);
      log.info("certificates towards the media function taken anew");
    } catch (ConfigError bad) {
      log.warn("new certificates not taken, those before stay cause=\"{}\"", bad.getMessage());
    } catch (Exception e) {
      log.error("new certificates not taken, those before stay", e); // or no more connections
    }
  }
}
