// SPDX-License-Identifier: Apache-2.0
package ringway.agw.dtls;

import java.io.IOException;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.AlertLevel;
import org.bouncycastle.tls.ContentType;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.HandshakeType;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.crypto.TlsCipher;
import org.bouncycastle.tls.crypto.TlsDecodeResult;
import org.bouncycastle.tls.crypto.TlsEncodeResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refuses to negotiate anew (RFC 8827 §6.5) by the warning of RFC 5246 §7.2.2. Bouncy Castle passes
 * over such a wish, and has no way to send a warning: so the wish is seen where records are
 * decrypted, and the warning is handed over as data and made an alert where they are encrypted. On
 * the association's thread alone.
 */
final class RenegotiationWatch {
  private static final Logger log = LoggerFactory.getLogger(RenegotiationWatch.class);

  private static final byte[] REFUSAL = {
    (byte) AlertLevel.warning, (byte) AlertDescription.no_renegotiation
  };

  private boolean established;
  private boolean asked;
  private boolean refusing;

  TlsCipher around(TlsCipher cipher) {
    return new Watched(cipher);
  }

  /** The handshake is done: what comes now would be another. */
  void established() {
    established = true;
  }

  /** After each authentic record. */
  void answer(DTLSTransport transport) {
    if (!asked) {
      return;
    }
    asked = false;
    refusing = true;
    try {
      transport.send(REFUSAL, 0, REFUSAL.length);
    } catch (IOException e) {
      log.debug("no_renegotiation not sent", e);
    } finally {
      refusing = false;
    }
  }

  private static boolean begins(TlsDecodeResult record) {
    if (record.contentType != ContentType.handshake || record.len == 0) {
      return false;
    }
    int type = record.buf[record.off];
    return type == HandshakeType.client_hello || type == HandshakeType.hello_request;
  }

  private final class Watched implements TlsCipher {
    private final TlsCipher cipher;

    private Watched(TlsCipher cipher) {
      this.cipher = cipher;
    }

    @Override
    public TlsEncodeResult encodePlaintext(
        long sequence,
        short type,
        ProtocolVersion version,
        int header,
        byte[] plaintext,
        int offset,
        int length)
        throws IOException {
      return cipher.encodePlaintext(
          sequence,
          refusing ? ContentType.alert : type,
          version,
          header,
          plaintext,
          offset,
          length);
    }

    @Override
    public TlsDecodeResult decodeCiphertext(
        long sequence,
        short type,
        ProtocolVersion version,
        byte[] ciphertext,
        int offset,
        int length)
        throws IOException {
      TlsDecodeResult record =
          cipher.decodeCiphertext(sequence, type, version, ciphertext, offset, length);
      asked |= established && begins(record);
      return record;
    }

    @Override
    public int getCiphertextDecodeLimit(int plaintextLimit) {
      return cipher.getCiphertextDecodeLimit(plaintextLimit);
    }

    @Override
    public int getCiphertextEncodeLimit(int plaintextLimit) {
      return cipher.getCiphertextEncodeLimit(plaintextLimit);
    }

    @Override
    public int getPlaintextDecodeLimit(int ciphertextLimit) {
      return cipher.getPlaintextDecodeLimit(ciphertextLimit);
    }

    @Override
    public int getPlaintextEncodeLimit(int ciphertextLimit) {
      return cipher.getPlaintextEncodeLimit(ciphertextLimit);
    }

    @Override
    public void rekeyDecoder() throws IOException {
      cipher.rekeyDecoder();
    }

    @Override
    public void rekeyEncoder() throws IOException {
      cipher.rekeyEncoder();
    }

    @Override
    public boolean usesOpaqueRecordTypeDecode() {
      return cipher.usesOpaqueRecordTypeDecode();
    }

    @Override
    public boolean usesOpaqueRecordTypeEncode() {
      return cipher.usesOpaqueRecordTypeEncode();
    }
  }
}
