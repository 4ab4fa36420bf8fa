// SPDX-License-Identifier: Apache-2.0
package ringway.wwsf.turn;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Self-contained access tokens for a TURN server (RFC 7635 §6.2), AEAD_AES_256_GCM. */
public final class TurnTokens {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final int MAC_KEY_BYTES = 20; // HMAC-SHA1, as STUN's MESSAGE-INTEGRITY

  /**
   * What of a MAC key is random. coturn takes the first sixteen bytes for the key; to HMAC, which
   * fills up with zeros, a key that ends in zeros is the same.
   */
  private static final int SECRET_BYTES = 16;

  private static final int FRACTION_BITS = 16;

  private final TurnConfig config;
  private final Clock clock;

  public TurnTokens(TurnConfig config, Clock clock) {
    this.config = config;
    this.clock = clock;
  }

  /** What a STUN client needs: token, MAC key and the name of the key; empty without a key. */
  public Optional<Map<String, Object>> token() {
    TurnConfig.OAuth oauth = config.oauth();
    if (oauth.kid().isEmpty()) {
      return Optional.empty();
    }
    byte[] macKey = Arrays.copyOf(random(SECRET_BYTES), MAC_KEY_BYTES);
    Instant now = clock.instant();
    byte[] token = sealed(TurnConfig.OAuth.bytes(oauth.key().orElseThrow()), macKey, now);
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("urls", List.copyOf(config.urls()));
    document.put("kid", oauth.kid().get());
    document.put("mac_key", Base64.getEncoder().encodeToString(macKey));
    document.put("access_token", Base64.getEncoder().encodeToString(token));
    document.put("expires_at", now.plus(config.life()).truncatedTo(ChronoUnit.SECONDS).toString());
    return Optional.of(document);
  }

  private byte[] sealed(byte[] key, byte[] macKey, Instant now) {
    byte[] block =
        ByteBuffer.allocate(Short.BYTES + macKey.length + Long.BYTES + Integer.BYTES)
            .putShort((short) macKey.length)
            .put(macKey)
            .putLong(now.getEpochSecond() << FRACTION_BITS)
            .putInt((int) config.life().toSeconds())
            .array();
    byte[] nonce = random(NONCE_BYTES);
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(
          Cipher.ENCRYPT_MODE,
          new SecretKeySpec(key, "AES"),
          new GCMParameterSpec(TAG_BITS, nonce));
      cipher.updateAAD(config.oauth().serverName().getBytes(StandardCharsets.UTF_8));
      byte[] closed = cipher.doFinal(block);
      return ByteBuffer.allocate(Short.BYTES + nonce.length + closed.length)
          .putShort((short) nonce.length)
          .put(nonce)
          .put(closed)
          .array();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has AES-256-GCM", e);
    } finally {
      Arrays.fill(block, (byte) 0);
    }
  }

  private static byte[] random(int count) {
    byte[] bytes = new byte[count];
    RANDOM.nextBytes(bytes);
    return bytes;
  }
}
