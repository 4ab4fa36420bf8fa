// SPDX-License-Identifier: Apache-2.0
package ringway.waf.oauth;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * {@code tls-client-auth} of a client as it is written: one name, and whether tokens are bound.
 *
 * @param subjectDn distinguished name in the writing of RFC 4514
 */
public record ClientCertificateRule(
    Optional<String> subjectDn,
    Optional<String> sanDns,
    Optional<String> sanUri,
    Optional<String> sanEmail,
    Optional<String> sanIp,
    Optional<Boolean> bindTokens) {

  ClientCredential credential() {
    List<CertificateName> names =
        Stream.of(
                named(CertificateName.Kind.SUBJECT_DN, subjectDn),
                named(CertificateName.Kind.SAN_DNS, sanDns),
                named(CertificateName.Kind.SAN_URI, sanUri),
                named(CertificateName.Kind.SAN_EMAIL, sanEmail),
                named(CertificateName.Kind.SAN_IP, sanIp))
            .flatMap(Optional::stream)
            .toList();
    if (names.size() != 1) {
      // RFC 8705 §2.1.2: exactly one of the names is registered.
      throw new IllegalArgumentException(
          "tls-client-auth needs exactly one of subject-dn, san-dns, san-uri, san-email and"
              + " san-ip");
    }
    return new ClientCredential.Certificate(names.getFirst(), bindTokens.orElse(false));
  }

  private static Optional<CertificateName> named(
      CertificateName.Kind kind, Optional<String> value) {
    return value.map(text -> new CertificateName(kind, text));
  }
}
