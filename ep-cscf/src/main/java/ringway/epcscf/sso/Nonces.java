// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.sso;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Nonces that nothing has to be kept of until somebody answers: signed, with their time, good on
 * the one connection they were sent on. What is kept then is the highest count, until the nonce
 * ends.
 */
final class Nonces {
  private static final int RANDOM_BYTES = 8;
  private static final int SIGNATURE = 16;
  private static final int LENGTH = Long.BYTES + RANDOM_BYTES + SIGNATURE;
  private static final int MAX_ANSWERED = 100_000;
  private static final String HMAC = "HmacSHA256";

  /** What a nonce that comes back is worth. */
  enum Reading {
    GOOD,
    /** Ours, but its time is over or its count was used: a new one does, the password need not. */
    STALE,
    FOREIGN
  }

  private final SecureRandom random = new SecureRandom();
  private final SecretKeySpec key;
  private final Duration life;
  private final Clock clock;
  private final Cache<String, Long> counts;

  Nonces(Duration life, Clock clock) {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    this.key = new SecretKeySpec(bytes, HMAC);
    this.life = life;
    this.clock = clock;
    this.counts =
        Caffeine.newBuilder()
            .maximumSize(MAX_ANSWERED)
            .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
            .expireAfterWrite(life)
            .build();
  }

  String fresh(String flow) {
    byte[] salt = new byte[RANDOM_BYTES];
    random.nextBytes(salt);
    ByteBuffer nonce = ByteBuffer.allocate(LENGTH).putLong(clock.millis()).put(salt);
    nonce.put(signature(nonce.array(), flow));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(nonce.array());
  }

  /**
   * Takes an answer: the same count is not good a second time, whether the answer was right or not.
   *
   * @param count nc, in hexadecimal digits
   */
  Reading take(String nonce, String flow, String count) {
    byte[] bytes;
    long number;
    try {
      bytes = Base64.getUrlDecoder().decode(nonce);
      number = Long.parseLong(count, 16);
    } catch (IllegalArgumentException _) {
      return Reading.FOREIGN;
    }
    if (bytes.length != LENGTH
        || !MessageDigest.isEqual(
            signature(bytes, flow), Arrays.copyOfRange(bytes, LENGTH - SIGNATURE, LENGTH))) {
      return Reading.FOREIGN;
    }
    Instant sent = Instant.ofEpochMilli(ByteBuffer.wrap(bytes).getLong());
    if (!clock.instant().isBefore(sent.plus(life))) {
      return Reading.STALE;
    }
    // By the bytes: base64 leaves spare bits, and one nonce must not have two spellings.
    String name = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    boolean[] higher = new boolean[1];
    counts
        .asMap()
        .compute(
            name,
            (_, last) -> {
              higher[0] = number > (last == null ? 0 : last);
              return higher[0] || last == null ? Long.valueOf(number) : last;
            });
    return higher[0] ? Reading.GOOD : Reading.STALE;
  }

  private byte[] signature(byte[] nonce, String flow) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(key);
      mac.update(nonce, 0, LENGTH - SIGNATURE);
      mac.update(flow.getBytes(StandardCharsets.US_ASCII));
      return Arrays.copyOf(mac.doFinal(), SIGNATURE);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + HMAC, e);
    }
  }
}
