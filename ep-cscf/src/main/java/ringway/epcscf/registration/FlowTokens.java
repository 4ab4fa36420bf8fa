// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.registration;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import ringway.runtime.config.Secret;

/**
 * Signs flow tokens and reads them back. The boot id tells tokens of an earlier process, whose
 * connections are gone (RFC 5626 §5.3: 430), from forged ones (403). Thread-safe.
 */
public final class FlowTokens {
  private static final int BOOT = Integer.BYTES;
  private static final int SESSION = Long.BYTES;
  private static final int MAX_FLOW_ID = 64;
  private static final int SIGNATURE = 10; // 80 bits, as RFC 5626 §5.2 suggests
  private static final String HMAC = "HmacSHA256";

  /** What a token turned out to be. */
  public sealed interface Reading {
    record Valid(FlowToken token) implements Reading {}

    /** Signed by us, before a restart. */
    record Stale() implements Reading {}

    record Forged() implements Reading {}
  }

  /** Keyed; each signature is made by a copy, which costs less than one from the start. */
  private final Mac keyed;

  private final int boot;

  /**
   * @param configured shared by restarts of one node; without it a restart makes every old token
   *     count as forged
   */
  public FlowTokens(Optional<Secret> configured) {
    SecureRandom random = new SecureRandom();
    this.keyed =
        keyed(
            new SecretKeySpec(
                configured.map(FlowTokens::digest).orElseGet(() -> bytes(random)), HMAC));
    this.boot = random.nextInt();
  }

  public String sign(FlowToken token) {
    byte[] flow = token.flow().getBytes(StandardCharsets.US_ASCII);
    ByteBuffer buffer = ByteBuffer.allocate(BOOT + SESSION + flow.length + SIGNATURE);
    buffer.putInt(boot).putLong(token.session()).put(flow);
    buffer.put(signature(buffer.array()));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(buffer.array());
  }

  public Reading read(String text) {
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException _) {
      return new Reading.Forged();
    }
    if (bytes.length <= BOOT + SESSION + SIGNATURE
        || bytes.length > BOOT + SESSION + MAX_FLOW_ID + SIGNATURE
        // Base64 leaves spare bits: only the spelling we wrote is ours.
        || !text.equals(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes))) {
      return new Reading.Forged();
    }
    byte[] shown = Arrays.copyOfRange(bytes, bytes.length - SIGNATURE, bytes.length);
    if (!MessageDigest.isEqual(signature(bytes), shown)) {
      return new Reading.Forged();
    }
    ByteBuffer payload = ByteBuffer.wrap(bytes);
    if (payload.getInt() != boot) {
      return new Reading.Stale();
    }
    long session = payload.getLong();
    int flow = bytes.length - BOOT - SESSION - SIGNATURE;
    return new Reading.Valid(
        new FlowToken(new String(bytes, BOOT + SESSION, flow, StandardCharsets.US_ASCII), session));
  }

  private byte[] signature(byte[] bytes) {
    try {
      Mac mac = (Mac) keyed.clone();
      mac.update(bytes, 0, bytes.length - SIGNATURE);
      return Arrays.copyOf(mac.doFinal(), SIGNATURE);
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the JDK's own " + HMAC + " can be copied", e);
    }
  }

  private static Mac keyed(SecretKeySpec key) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(key);
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + HMAC, e);
    }
  }

  private static byte[] digest(Secret secret) {
    try {
      return MessageDigest.getInstance("SHA-256")
          .digest(secret.reveal().getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static byte[] bytes(SecureRandom random) {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return bytes;
  }
}
