// SPDX-License-Identifier: Apache-2.0
package ringway.agw.ice;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A well-formed binding request with a right FINGERPRINT, as a connectivity check carries it. */
public final class StunRequest {
  private static final int MAX_USERNAME = 513; // RFC 8489 §14.3

  private final byte[] bytes;
  private Optional<String> username = Optional.empty();
  private int integrityAt = -1;
  private int fingerprintAt = -1;
  private boolean useCandidate;
  private boolean peerIsControlled;
  private final List<Integer> unknown = new ArrayList<>();

  private StunRequest(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Empty when it is no binding request, malformed, or without a right FINGERPRINT. */
  public static Optional<StunRequest> parse(byte[] buffer, int offset, int length) {
    if (length < Stun.HEADER || length % 4 != 0) {
      return Optional.empty();
    }
    StunRequest request = new StunRequest(Arrays.copyOfRange(buffer, offset, offset + length));
    return request.readHeader() && request.readAttributes() && request.fingerprintIsRight()
        ? Optional.of(request)
        : Optional.empty();
  }

  private boolean readHeader() {
    return Stun.uint16(bytes, 0) == Stun.BINDING_REQUEST
        && Stun.uint16(bytes, 2) == bytes.length - Stun.HEADER
        && Stun.int32(bytes, 4) == Stun.MAGIC_COOKIE;
  }

  private boolean readAttributes() {
    int at = Stun.HEADER;
    while (at < bytes.length) {
      if (fingerprintAt >= 0) {
        return false; // RFC 8489 §14.7: FINGERPRINT is the last.
      }
      int type = Stun.uint16(bytes, at);
      int size = Stun.uint16(bytes, at + 2);
      int padded = size + 3 & ~3;
      if (at + 4 + padded > bytes.length) {
        return false;
      }
      if (!readAttribute(type, at, size)) {
        return false;
      }
      at += 4 + padded;
    }
    return true;
  }

  private boolean readAttribute(int type, int at, int size) {
    if (integrityAt >= 0 && type != Stun.FINGERPRINT) {
      return true; // RFC 8489 §14.5: what follows MESSAGE-INTEGRITY is ignored.
    }
    switch (type) {
      case Stun.USERNAME -> {
        if (size > MAX_USERNAME) {
          return false;
        }
        username = Optional.of(new String(bytes, at + 4, size, StandardCharsets.UTF_8));
      }
      case Stun.MESSAGE_INTEGRITY -> {
        integrityAt = at;
        return size == Stun.INTEGRITY_LENGTH;
      }
      case Stun.FINGERPRINT -> {
        fingerprintAt = at;
        return size == Stun.FINGERPRINT_LENGTH;
      }
      case Stun.USE_CANDIDATE -> useCandidate = true;
      case Stun.ICE_CONTROLLED -> peerIsControlled = true;
      case Stun.PRIORITY, Stun.ICE_CONTROLLING -> {}
      default -> {
        if (Stun.mustBeUnderstood(type)) {
          unknown.add(type);
        }
      }
    }
    return true;
  }

  private boolean fingerprintIsRight() {
    return fingerprintAt >= 0
        && Stun.int32(bytes, fingerprintAt + 4) == Stun.fingerprint(bytes, fingerprintAt);
  }

  boolean hasCredentials() {
    return username.isPresent() && integrityAt >= 0;
  }

  /** Our own user fragment: the part of USERNAME before the colon, RFC 8445 §7.2.2. */
  public Optional<String> localUfrag() {
    return username.filter(name -> name.indexOf(':') > 0).map(n -> n.substring(0, n.indexOf(':')));
  }

  boolean integrityIsRight(byte[] key) {
    byte[] covered = Arrays.copyOf(bytes, integrityAt);
    // RFC 8489 §14.5: computed as if MESSAGE-INTEGRITY were the last attribute.
    Stun.put16(covered, 2, integrityAt + 4 + Stun.INTEGRITY_LENGTH - Stun.HEADER);
    byte[] right = Stun.hmacSha1(key, covered, integrityAt);
    byte[] given =
        Arrays.copyOfRange(bytes, integrityAt + 4, integrityAt + 4 + Stun.INTEGRITY_LENGTH);
    return MessageDigest.isEqual(right, given);
  }

  boolean useCandidate() {
    return useCandidate;
  }

  boolean peerIsControlled() {
    return peerIsControlled;
  }

  List<Integer> unknown() {
    return unknown;
  }

  byte[] transactionId() {
    return Arrays.copyOfRange(bytes, 8, 8 + Stun.TRANSACTION_ID);
  }
}
