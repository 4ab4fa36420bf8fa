// SPDX-License-Identifier: Apache-2.0
package ringway.waf.keys;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.factories.DefaultJWSSignerFactory;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.JWKGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.text.ParseException;
import java.util.Map;
import java.util.Set;
import ringway.runtime.config.ConfigError;

/**
 * The private key that signs tokens: a JWK in a file that only its owner can read, or in memory.
 */
public final class SigningKey {
  private static final int RSA_BITS = 2048;
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private final TokenAlgorithm algorithm;
  private final JWK jwk;
  private final JWSSigner signer;

  private SigningKey(TokenAlgorithm algorithm, JWK jwk) throws JOSEException {
    this.algorithm = algorithm;
    this.jwk = jwk;
    this.signer =
        algorithm == TokenAlgorithm.EDDSA
            ? EdDsa.signer(jwk)
            : new DefaultJWSSignerFactory().createJWSSigner(jwk, algorithm.jws());
  }

  /** A key that ends with this process, and every token with it. */
  public static SigningKey fresh(TokenAlgorithm algorithm) {
    try {
      return new SigningKey(algorithm, generate(algorithm));
    } catch (JOSEException e) {
      throw new IllegalStateException("every JDK makes keys for " + algorithm, e);
    }
  }

  /** Reads the key in {@code file}, making it when there is none. */
  public static SigningKey in(Path file, TokenAlgorithm algorithm) {
    try {
      if (!Files.exists(file)) {
        write(file.toAbsolutePath(), generate(algorithm).toJSONString());
      }
      requireOwnerOnly(file);
      JWK jwk = JWK.parse(Files.readString(file));
      if (!jwk.isPrivate() || jwk.getKeyID() == null) {
        throw new ConfigError("signing key " + file + " must be a private JWK with a `kid`");
      }
      return new SigningKey(algorithm, jwk);
    } catch (IOException e) {
      throw new ConfigError("signing key " + file + " cannot be read or made: " + e, e);
    } catch (ParseException | JOSEException e) {
      // The cause may quote the file, so it is not handed on.
      throw new ConfigError("signing key " + file + " is not a private JWK for " + algorithm);
    }
  }

  /** Reads a key that signs no more and is only published; its kind says its algorithm. */
  static SigningKey retired(Path file) {
    try {
      requireOwnerOnly(file);
      String json = Files.readString(file);
      return parse(TokenAlgorithm.of(JWK.parse(json).getKeyType()), json);
    } catch (IOException e) {
      throw new ConfigError("retired key " + file + " cannot be read: " + e, e);
    } catch (ParseException _) {
      // The cause may quote the file, so it is not handed on.
      throw new ConfigError("retired key " + file + " is not a private JWK with a `kid`");
    }
  }

  /**
   * A key as {@link #privateJson} has written it.
   *
   * @throws ParseException without a cause, which might quote it
   */
  static SigningKey parse(TokenAlgorithm algorithm, String json) throws ParseException {
    try {
      JWK jwk = JWK.parse(json);
      if (jwk.isPrivate() && jwk.getKeyID() != null) {
        return new SigningKey(algorithm, jwk);
      }
    } catch (ParseException | JOSEException _) {
      // falls through to the one sentence that quotes nothing
    }
    throw new ParseException("not a private JWK for " + algorithm, 0);
  }

  String privateJson() {
    return jwk.toJSONString();
  }

  String id() {
    return jwk.getKeyID();
  }

  JWK publicKey() {
    return jwk.toPublicJWK();
  }

  public SignedJWT sign(JOSEObjectType type, JWTClaimsSet claims) {
    JWSHeader header =
        new JWSHeader.Builder(algorithm.jws()).type(type).keyID(jwk.getKeyID()).build();
    SignedJWT jwt = new SignedJWT(header, claims);
    try {
      jwt.sign(signer);
    } catch (JOSEException e) {
      throw new IllegalStateException("token cannot be signed", e);
    }
    return jwt;
  }

  /** The public half, for {@code /jwks}. */
  public Map<String, Object> publicJwks() {
    return new JWKSet(jwk).toJSONObject(true);
  }

  public TokenAlgorithm algorithm() {
    return algorithm;
  }

  private static JWK generate(TokenAlgorithm algorithm) throws JOSEException {
    return switch (algorithm) {
      case ES256 -> generate(new ECKeyGenerator(Curve.P_256), algorithm);
      case RS256 -> generate(new RSAKeyGenerator(RSA_BITS), algorithm);
      case EDDSA -> EdDsa.generate();
    };
  }

  private static JWK generate(JWKGenerator<? extends JWK> generator, TokenAlgorithm algorithm)
      throws JOSEException {
    return generator
        .keyUse(KeyUse.SIGNATURE)
        .algorithm(algorithm.jws())
        .keyIDFromThumbprint(true)
        .generate();
  }

  /** Written beside and moved into place, so that a crash leaves no half key behind. */
  private static void write(Path file, String json) throws IOException {
    Files.createDirectories(file.getParent());
    Path fresh =
        Files.createTempFile(
            file.getParent(),
            "signing-key-",
            ".new",
            PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    Files.writeString(fresh, json);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static void requireOwnerOnly(Path file) throws IOException {
    if (!OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file))) {
      throw new ConfigError(
          "signing key " + file + " must be readable by its owner only: run chmod 600 on it");
    }
  }
}
