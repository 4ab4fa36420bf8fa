// SPDX-License-Identifier: Apache-2.0
package ringway.agw.ice;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** Builds the answer to one binding request. */
final class StunAnswer {
  private static final int FAMILY_IPV4 = 1;
  private static final int FAMILY_IPV6 = 2;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream(128);
  private final byte[] transactionId;

  private StunAnswer(int type, StunRequest request) {
    transactionId = request.transactionId();
    put16(type);
    put16(0); // length, set when all is known
    put32(Stun.MAGIC_COOKIE);
    out.writeBytes(transactionId);
  }

  static byte[] success(StunRequest request, InetSocketAddress source, byte[] key) {
    StunAnswer answer = new StunAnswer(Stun.BINDING_SUCCESS, request);
    answer.xorMappedAddress(source);
    return answer.finish(key);
  }

  /** Without MESSAGE-INTEGRITY: nobody has been authenticated, RFC 8489 §9.1.3. */
  static byte[] unauthenticatedError(StunRequest request, int code) {
    StunAnswer answer = new StunAnswer(Stun.BINDING_ERROR, request);
    answer.errorCode(code);
    return answer.finish(new byte[0]);
  }

  static byte[] error(StunRequest request, int code, byte[] key) {
    StunAnswer answer = new StunAnswer(Stun.BINDING_ERROR, request);
    answer.errorCode(code);
    if (code == 420) {
      answer.unknownAttributes(request.unknown());
    }
    return answer.finish(key);
  }

  /** The reason phrase stays empty: an answer to a stranger must not be longer than his packet. */
  private void errorCode(int code) {
    put16(Stun.ERROR_CODE);
    put16(4);
    put16(0);
    out.write(code / 100);
    out.write(code % 100);
  }

  private void unknownAttributes(List<Integer> types) {
    put16(Stun.UNKNOWN_ATTRIBUTES);
    put16(types.size() * 2);
    types.forEach(this::put16);
    pad();
  }

  private void xorMappedAddress(InetSocketAddress source) {
    InetAddress address = source.getAddress();
    byte[] raw = address.getAddress();
    byte[] mask = new byte[16];
    Stun.put32(mask, 0, Stun.MAGIC_COOKIE);
    System.arraycopy(transactionId, 0, mask, 4, Stun.TRANSACTION_ID);
    put16(Stun.XOR_MAPPED_ADDRESS);
    put16(4 + raw.length);
    put16(raw.length == 4 ? FAMILY_IPV4 : FAMILY_IPV6);
    put16(source.getPort() ^ Stun.MAGIC_COOKIE >>> 16);
    for (int i = 0; i < raw.length; i++) {
      out.write(raw[i] ^ mask[i]);
    }
  }

  private byte[] finish(byte[] key) {
    if (key.length > 0) {
      byte[] covered = withLength(4 + Stun.INTEGRITY_LENGTH);
      put16(Stun.MESSAGE_INTEGRITY);
      put16(Stun.INTEGRITY_LENGTH);
      out.writeBytes(Stun.hmacSha1(key, covered, covered.length));
    }
    byte[] covered = withLength(4 + Stun.FINGERPRINT_LENGTH);
    put16(Stun.FINGERPRINT);
    put16(Stun.FINGERPRINT_LENGTH);
    put32(Stun.fingerprint(covered, covered.length));
    return withLength(0);
  }

  /** What is written so far, its length field counting {@code more} bytes that follow. */
  private byte[] withLength(int more) {
    byte[] bytes = out.toByteArray();
    Stun.put16(bytes, 2, bytes.length - Stun.HEADER + more);
    return bytes;
  }

  private void pad() {
    while (out.size() % 4 != 0) {
      out.write(0);
    }
  }

  private void put16(int value) {
    out.write(value >>> 8);
    out.write(value);
  }

  private void put32(int value) {
    put16(value >>> 16);
    put16(value);
  }
}
