// SPDX-License-Identifier: Apache-2.0
package ringway.waf.oauth;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where certificates of clients are believed from.
 *
 * @param trustedCa PEM file of the authorities whose certificates this listener asks for
 * @param header in which a proxy hands on the certificate it has verified
 * @param headerFrom addresses of such proxies
 */
public record ClientCertificatesConfig(
    Optional<Path> trustedCa, Optional<String> header, List<InetAddress> headerFrom) {
  public ClientCertificatesConfig {
    headerFrom = List.copyOf(headerFrom);
    if (header.isPresent() != !headerFrom.isEmpty()) {
      throw new IllegalArgumentException(
          "client-certificates needs both header and header-from, or neither");
    }
  }
}
