// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.token;

import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import java.security.GeneralSecurityException;
import java.text.ParseException;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import ringway.runtime.config.ConfigError;
import ringway.runtime.config.Secret;
import ringway.runtime.http.PemStores;

/** Keys of this node, from the settings. No message repeats what a key holds. */
final class PrivateKeys {
  private PrivateKeys() {}

  /** A private EC or RSA key in JWK form. */
  static JWK jwk(String setting, Secret secret) {
    JWK key;
    try {
      key = JWK.parse(secret.reveal());
    } catch (ParseException | RuntimeException _) {
      throw new IllegalArgumentException(setting + " is no JWK");
    }
    if (!key.isPrivate() || !(key instanceof ECKey || key instanceof RSAKey)) {
      throw new IllegalArgumentException(setting + " is no private EC or RSA key");
    }
    return key;
  }

  /** TLS with this certificate of ours, and the authorities the JDK trusts. */
  static SSLContext tls(IntrospectionConfig.Certificate files) {
    try {
      return PemStores.context(
          Optional.of(PemStores.identity(files.certificate(), files.key())), Optional.empty());
    } catch (GeneralSecurityException | ConfigError e) {
      throw new IllegalArgumentException(
          "introspection.tls: certificate or key cannot be used: " + files.certificate(), e);
    }
  }
}
