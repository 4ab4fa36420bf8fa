// SPDX-License-Identifier: Apache-2.0
package ringway.waf.identity;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/** An Argon2id hash (RFC 9106) in the usual text form, {@code $argon2id$v=19$m=19456,t=2,p=1$…}. */
public final class PasswordHash {
  private static final Pattern PHC =
      Pattern.compile(
          "\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,3}),p=(\\d{1,2})"
              + "\\$([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{22,86})");
  private static final int MEMORY_KIB = 19 * 1024;
  private static final int PASSES = 2;
  private static final int LANES = 1;
  private static final int MAX_MEMORY_KIB = 256 * 1024;
  private static final int MAX_PASSES = 16;
  private static final int MAX_LANES = 8;
  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;

  private final int memoryKib;
  private final int passes;
  private final int lanes;
  private final byte[] salt;
  private final byte[] hash;

  private PasswordHash(int memoryKib, int passes, int lanes, byte[] salt, byte[] hash) {
    this.memoryKib = memoryKib;
    this.passes = passes;
    this.lanes = lanes;
    this.salt = salt;
    this.hash = hash;
  }

  /** Hashes a password with a fresh salt. */
  public static PasswordHash of(String password) {
    byte[] salt = new byte[SALT_BYTES];
    new SecureRandom().nextBytes(salt);
    byte[] hash = argon2id(MEMORY_KIB, PASSES, LANES, salt, HASH_BYTES, password);
    return new PasswordHash(MEMORY_KIB, PASSES, LANES, salt, hash);
  }

  /** Reads the text form; the parameters are bounded, since every login pays for them. */
  @JsonCreator
  public static PasswordHash parse(String text) {
    Matcher matcher = PHC.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "a password hash is an Argon2id string such as $argon2id$v=19$m=19456,t=2,p=1$salt$hash");
    }
    int memory = Integer.parseInt(matcher.group(1));
    int passes = Integer.parseInt(matcher.group(2));
    int lanes = Integer.parseInt(matcher.group(3));
    if (lanes < 1 || lanes > MAX_LANES || passes < 1 || passes > MAX_PASSES) {
      throw new IllegalArgumentException("Argon2id takes t from 1 to 16 and p from 1 to 8 here");
    }
    if (memory < 8 * lanes || memory > MAX_MEMORY_KIB) {
      throw new IllegalArgumentException("Argon2id takes m from 8*p to 262144 KiB here");
    }
    return new PasswordHash(
        memory, passes, lanes, decode(matcher.group(4)), decode(matcher.group(5)));
  }

  /** Computes the hash of {@code password} and compares in constant time. */
  public boolean matches(String password) {
    return MessageDigest.isEqual(
        hash, argon2id(memoryKib, passes, lanes, salt, hash.length, password));
  }

  /** The text form, for a config file. */
  public String phc() {
    Base64.Encoder encoder = Base64.getEncoder().withoutPadding();
    return "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"
        .formatted(
            memoryKib, passes, lanes, encoder.encodeToString(salt), encoder.encodeToString(hash));
  }

  /** Stars, so that a hash never reaches a log by way of a record. */
  @Override
  public String toString() {
    return "***";
  }

  private static byte[] decode(String base64) {
    return Base64.getDecoder().decode(base64);
  }

  private static byte[] argon2id(
      int memoryKib, int passes, int lanes, byte[] salt, int length, String password) {
    Argon2BytesGenerator generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(memoryKib)
            .withIterations(passes)
            .withParallelism(lanes)
            .withSalt(salt)
            .build());
    byte[] result = new byte[length];
    generator.generateBytes(password.getBytes(StandardCharsets.UTF_8), result);
    return result;
  }
}
