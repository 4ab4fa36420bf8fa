// SPDX-License-Identifier: Apache-2.0
package ringway.waf.oauth;

import com.nimbusds.oauth2.sdk.auth.X509CertificateConfirmation;
import java.security.cert.X509Certificate;
import java.util.Optional;

/**
 * A client that has proved who it is.
 *
 * @param certificate what it showed in TLS, when it showed one
 */
record Caller(Client client, Optional<X509Certificate> certificate) {

  /**
   * RFC 8705 §3.1: the thumbprint that binds tokens to the certificate, if they are to be bound.
   */
  Optional<String> thumbprint() {
    return client.credential() instanceof ClientCredential.Certificate(_, boolean bind) && bind
        ? certificate.map(Caller::thumbprint)
        : Optional.empty();
  }

  static String thumbprint(X509Certificate certificate) {
    return X509CertificateConfirmation.of(certificate).getValue().toString();
  }
}
