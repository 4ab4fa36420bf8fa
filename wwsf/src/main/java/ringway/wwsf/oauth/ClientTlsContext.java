// SPDX-License-Identifier: Apache-2.0
package ringway.wwsf.oauth;

import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import ringway.runtime.config.ConfigError;
import ringway.runtime.http.PemStores;

/** TLS of W4 from PEM files: both sides show a certificate (TS 33.203 X.4.1 REQ 3.0). */
final class ClientTlsContext {
  private ClientTlsContext() {}

  /** Empty when nothing is configured, and the JVM's own context will do. */
  static Optional<SSLContext> of(String section, WafAccess.ClientTls tls) {
    if (tls.certificate().isEmpty() && tls.trustedCa().isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          PemStores.context(
              tls.certificate()
                  .map(certificate -> PemStores.identity(certificate, tls.key().orElseThrow())),
              tls.trustedCa().map(PemStores::authorities)));
    } catch (GeneralSecurityException | ConfigError e) {
      throw new ConfigError(section + ".tls cannot be used: " + e.getMessage(), e);
    }
  }
}
