// SPDX-License-Identifier: Apache-2.0
package ringway.waf.oauth;

import com.nimbusds.jose.jwk.JWKSet;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.text.ParseException;
import java.util.Optional;
import java.util.Set;
import ringway.runtime.config.Secret;
import ringway.waf.store.Handle;

/** How a client proves who it is; a client has exactly one way, so none can be downgraded. */
public sealed interface ClientCredential {

  /** The name of the method in metadata and registrations. */
  String method();

  /**
   * {@code client_secret_basic}. Secrets are long and random, so one salted hash is as good as a
   * slow one and cannot be used to keep the processor busy.
   */
  record SecretHash(String salt, String hash) implements ClientCredential {
    private static final int SHORTEST_SECRET = 16;

    public static SecretHash of(Secret secret) {
      if (secret.reveal().length() < SHORTEST_SECRET) {
        throw new IllegalArgumentException(
            "the secret of a client must have at least 16 characters");
      }
      String salt = Handle.fresh();
      return new SecretHash(salt, Handle.hash(salt + secret.reveal()));
    }

    public boolean matches(String candidate) {
      return MessageDigest.isEqual(
          hash.getBytes(StandardCharsets.US_ASCII),
          Handle.hash(salt + candidate).getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public String method() {
      return "client_secret_basic";
    }

    @Override
    public String toString() {
      return "SecretHash[***]";
    }
  }

  /** {@code private_key_jwt} with public keys written here (RFC 7523 §2.2). */
  record InlineKeys(String jwks) implements ClientCredential {
    public InlineKeys {
      if (parse(jwks).filter(set -> !set.isEmpty()).isEmpty()) {
        throw new IllegalArgumentException(
            "`jwks` must be a JWK set with public keys only, such as {\"keys\": [...]}");
      }
    }

    private static Optional<JWKSet> parse(String text) {
      try {
        return Optional.of(JWKSet.parse(text))
            .filter(set -> set.getKeys().stream().noneMatch(key -> key.isPrivate()));
      } catch (ParseException _) {
        return Optional.empty();
      }
    }

    JWKSet keys() {
      return parse(jwks).orElseThrow();
    }

    @Override
    public String method() {
      return "private_key_jwt";
    }
  }

  /** {@code private_key_jwt} with public keys the client publishes. */
  record PublishedKeys(URI jwksUri) implements ClientCredential {
    public PublishedKeys {
      requireSafe(jwksUri);
    }

    @Override
    public String method() {
      return "private_key_jwt";
    }
  }

  /**
   * {@code tls_client_auth} (RFC 8705 §2.1).
   *
   * @param bindTokens whether tokens are good only together with the certificate (§3)
   */
  record Certificate(CertificateName name, boolean bindTokens) implements ClientCredential {
    @Override
    public String method() {
      return "tls_client_auth";
    }
  }

  /** Keys that came over plain HTTP would be anybody's. */
  static void requireSafe(URI keys) {
    boolean loopback =
        keys.getHost() != null
            && Set.of("localhost", "127.0.0.1", "[::1]").contains(keys.getHost());
    if (keys.getHost() == null
        || !("https".equals(keys.getScheme()) || ("http".equals(keys.getScheme()) && loopback))) {
      throw new IllegalArgumentException(
          "`jwks-uri` must be an https address (http only on loopback), found `" + keys + "`");
    }
  }
}
