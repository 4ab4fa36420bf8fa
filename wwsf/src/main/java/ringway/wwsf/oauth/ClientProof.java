// SPDX-License-Identifier: Apache-2.0
package ringway.wwsf.oauth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.PKITLSClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.PrivateKeyJWT;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.id.ClientID;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.text.ParseException;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocketFactory;
import ringway.runtime.config.ConfigError;

/** How the WWSF proves who it is (OpenID Connect Core §9, RFC 8705 §2). */
final class ClientProof {
  private ClientProof() {}

  /**
   * @param section of the settings, for messages
   * @return a proof for one request at a time: an assertion is good once
   */
  static Supplier<ClientAuthentication> of(String section, WafAccess access) {
    ClientID id = new ClientID(access.clientId());
    if (access.clientSecret().isPresent()) {
      ClientSecretBasic basic =
          new ClientSecretBasic(id, new Secret(access.clientSecret().get().reveal()));
      return () -> basic;
    }
    if (access.clientKey().isPresent()) {
      return assertions(section, id, access.issuer(), access.clientKey().get());
    }
    if (access.tls().certificate().isPresent()) {
      // The certificate itself is shown in the handshake (RFC 8705 §2.1).
      ClientAuthentication inHandshake =
          new PKITLSClientAuthentication(id, (SSLSocketFactory) null);
      return () -> inHandshake;
    }
    throw new ConfigError(
        section
            + ".client-secret is missing: give file:/path or env:NAME, or a client-key, or"
            + " tls.certificate and tls.key");
  }

  private static Supplier<ClientAuthentication> assertions(
      String section, ClientID id, URI issuer, Path file) {
    JWK jwk = read(section, file);
    PrivateKey key;
    JWSAlgorithm algorithm;
    try {
      key =
          switch (jwk) {
            case ECKey ec -> ec.toPrivateKey();
            case RSAKey rsa -> rsa.toPrivateKey();
            default -> null;
          };
      algorithm = jwk instanceof ECKey ? JWSAlgorithm.ES256 : JWSAlgorithm.RS256;
    } catch (JOSEException e) {
      throw new ConfigError(section + ".client-key: " + file + " is no usable key", e);
    }
    if (key == null) {
      throw new ConfigError(
          section + ".client-key: " + file + " must hold a private EC (P-256) or RSA key");
    }
    Optional<String> kid = Optional.ofNullable(jwk.getKeyID());
    return () -> {
      try {
        // The issuer as audience fits every endpoint of the provider.
        return new PrivateKeyJWT(id, issuer, algorithm, key, kid.orElse(null), null);
      } catch (JOSEException e) {
        throw new IllegalStateException("an assertion cannot be signed", e);
      }
    };
  }

  private static JWK read(String section, Path file) {
    try {
      return JWK.parse(Files.readString(file));
    } catch (IOException e) {
      throw new ConfigError(section + ".client-key: " + file + " cannot be read", e);
    } catch (ParseException _) {
      // The cause may quote the key.
      throw new ConfigError(section + ".client-key: " + file + " is no JWK");
    }
  }
}
