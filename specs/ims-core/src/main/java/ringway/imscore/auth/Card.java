// SPDX-License-Identifier: Apache-2.0
package ringway.imscore.auth;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A subscriber's key with its sequence number: as an ISIM it answers challenges, as the home's copy
 * of it, it makes them (TS 33.102 §6.3).
 */
public final class Card {
  private static final byte[] AMF = {0, 0};
  private static final int RAND = 16;
  private static final int SQN = 6;
  private static final int AUTN = 16;
  private static final long LAST_SQN = (1L << 48) - 1;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Milenage milenage;
  private long sqn;

  public Card(Milenage milenage, long sqn) {
    this.milenage = milenage;
    this.sqn = sqn;
  }

  /** From hexadecimal digits. */
  public static Card of(String k, String opc, long sqn) {
    HexFormat hex = HexFormat.of();
    return new Card(new Milenage(hex.parseHex(k), hex.parseHex(opc)), sqn);
  }

  /** What the home sends, and the keys it expects the other side to have then. */
  public record Challenge(String nonce, AkaKeys keys) {}

  /** What an ISIM makes of a challenge. */
  public sealed interface Verdict {
    /** The network is the home. */
    record Genuine(AkaKeys keys) implements Verdict {}

    /** The number is out of range: the home is told the right one (RFC 3310 §3.4). */
    record OutOfRange(String auts) implements Verdict {}

    /** Not the home: no answer. */
    record Forged() implements Verdict {}
  }

  /** The home: a fresh challenge. */
  Challenge challenge() {
    byte[] rand = new byte[RAND];
    RANDOM.nextBytes(rand);
    return challenge(rand, AMF);
  }

  Challenge challenge(byte[] rand, byte[] amf) {
    sqn = (sqn + 1) & LAST_SQN;
    byte[] number = bytes(sqn);
    byte[] nonce = new byte[RAND + AUTN];
    System.arraycopy(rand, 0, nonce, 0, RAND);
    System.arraycopy(Milenage.xor(number, milenage.f5(rand)), 0, nonce, RAND, SQN);
    System.arraycopy(amf, 0, nonce, RAND + SQN, 2);
    System.arraycopy(milenage.f1(rand, number, amf), 0, nonce, RAND + SQN + 2, 8);
    return new Challenge(Base64.getEncoder().encodeToString(nonce), AkaKeys.of(milenage, rand));
  }

  /** The home: takes over the number the card reports; false when the report is forged. */
  boolean resynchronise(String nonce, String auts) {
    Optional<byte[]> challenge = decoded(nonce, RAND + AUTN);
    Optional<byte[]> report = decoded(auts, SQN + 8);
    if (challenge.isEmpty() || report.isEmpty()) {
      return false;
    }
    byte[] rand = Arrays.copyOf(challenge.get(), RAND);
    byte[] number = Milenage.xor(Arrays.copyOf(report.get(), SQN), milenage.f5Star(rand));
    byte[] mac = Arrays.copyOfRange(report.get(), SQN, SQN + 8);
    if (!MessageDigest.isEqual(mac, milenage.f1Star(rand, number, AMF))) {
      return false;
    }
    sqn = value(number);
    return true;
  }

  /** The ISIM: checks who asks before it answers. */
  public Verdict answer(String nonce) {
    Optional<byte[]> challenge = decoded(nonce, RAND + AUTN);
    if (challenge.isEmpty()) {
      return new Verdict.Forged();
    }
    byte[] all = challenge.get();
    byte[] rand = Arrays.copyOf(all, RAND);
    byte[] number = Milenage.xor(Arrays.copyOfRange(all, RAND, RAND + SQN), milenage.f5(rand));
    byte[] amf = Arrays.copyOfRange(all, RAND + SQN, RAND + SQN + 2);
    byte[] mac = Arrays.copyOfRange(all, RAND + SQN + 2, RAND + AUTN);
    if (!MessageDigest.isEqual(mac, milenage.f1(rand, number, amf))) {
      return new Verdict.Forged();
    }
    if (value(number) <= sqn) {
      byte[] own = bytes(sqn);
      byte[] auts = Arrays.copyOf(Milenage.xor(own, milenage.f5Star(rand)), SQN + 8);
      // TS 33.102 §6.3.3: with a dummy AMF of zeros.
      System.arraycopy(milenage.f1Star(rand, own, AMF), 0, auts, SQN, 8);
      return new Verdict.OutOfRange(Base64.getEncoder().encodeToString(auts));
    }
    sqn = value(number);
    return new Verdict.Genuine(AkaKeys.of(milenage, rand));
  }

  private static Optional<byte[]> decoded(String base64, int least) {
    try {
      return Optional.of(Base64.getDecoder().decode(base64)).filter(all -> all.length >= least);
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private static byte[] bytes(long value) {
    byte[] bytes = new byte[SQN];
    for (int i = 0; i < SQN; i++) {
      bytes[i] = (byte) (value >> 8 * (SQN - 1 - i));
    }
    return bytes;
  }

  private static long value(byte[] bytes) {
    long value = 0;
    for (byte b : bytes) {
      value = value << 8 | b & 0xff;
    }
    return value;
  }
}
