// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.token;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import ringway.runtime.config.Secret;

/**
 * Where and as whom one WAF is asked about its tokens (RFC 7662).
 *
 * @param uri of its introspection endpoint; found through its metadata when empty
 * @param clientId this eP-CSCF's name there
 * @param secret for {@code client_secret_basic}
 * @param key private JWK for {@code private_key_jwt} (RFC 7523)
 * @param tls certificate for {@code tls_client_auth} (RFC 8705)
 */
public record IntrospectionConfig(
    Optional<URI> uri,
    String clientId,
    Optional<Secret> secret,
    Optional<Secret> key,
    Optional<Certificate> tls) {

  /**
   * @param certificate PEM chain
   * @param key PEM private key (PKCS#8)
   */
  public record Certificate(Path certificate, Path key) {}

  public IntrospectionConfig {
    uri.ifPresent(
        given -> {
          if (!TokenConfig.isSecure(given)) {
            throw new IllegalArgumentException(
                "introspection.uri is an https: address, or http: on loopback; found " + given);
          }
        });
    if (clientId.isBlank()) {
      throw new IllegalArgumentException("introspection.client-id is empty");
    }
    if (Stream.of(secret, key, tls).filter(Optional::isPresent).count() != 1) {
      throw new IllegalArgumentException(
          "introspection has exactly one of secret, key and tls to say who we are");
    }
  }
}
