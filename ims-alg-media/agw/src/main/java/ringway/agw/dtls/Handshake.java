// SPDX-License-Identifier: Apache-2.0
package ringway.agw.dtls;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Vector;
import java.util.function.Predicate;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.ExporterLabel;
import org.bouncycastle.tls.HashAlgorithm;
import org.bouncycastle.tls.SignatureAlgorithm;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaDefaultTlsCredentialedSigner;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCryptoProvider;
import ringway.agw.srtp.SrtpKeys;
import ringway.agw.srtp.SrtpProfile;

/** What both roles of a handshake have in common, and what it finds out. One handshake only. */
final class Handshake {
  /**
   * RFC 8827 §6.5 asks for the first. No ChaCha20: Bouncy Castle does not find the JDK's by its
   * name.
   */
  static final int[] CIPHER_SUITES = {
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
  };

  /** A client takes a server's RSA certificate too. */
  static final int[] CLIENT_CIPHER_SUITES = {
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
  };

  /** Bouncy Castle's second is too long beside Chromium's 50 ms when a packet is lost. */
  static final int RESEND_MILLIS = 50;

  // The JDK's ciphers are fast; as client the provider must know the peer's RSA-PSS, whose name
  // Bouncy Castle and the JDK spell differently.
  private static final JcaTlsCrypto SERVER_CRYPTO = new WatchedCrypto(new JcaTlsCryptoProvider());
  private static final JcaTlsCrypto CLIENT_CRYPTO =
      new WatchedCrypto(new JcaTlsCryptoProvider().setProvider(new BouncyCastleProvider()));

  private final DtlsSettings settings;
  private final Predicate<byte[]> mayBe;
  private Optional<SrtpProfile> profile = Optional.empty();
  private Optional<byte[]> peerCertificate = Optional.empty();
  private Optional<SrtpKeys> keys = Optional.empty();
  private Optional<String> refusal = Optional.empty();

  Handshake(DtlsSettings settings, Predicate<byte[]> mayBe) {
    this.settings = settings;
    this.mayBe = mayBe;
  }

  DtlsServer server() {
    return new DtlsServer(SERVER_CRYPTO, this);
  }

  DtlsClient client() {
    return new DtlsClient(CLIENT_CRYPTO, this);
  }

  /** Our own reason why it failed, clearer than the alert that went out. */
  Optional<String> refusal() {
    return refusal;
  }

  DtlsAssociation.Established result(Duration took) {
    return new DtlsAssociation.Established(keys.orElseThrow(), peerCertificate.orElseThrow(), took);
  }

  int timeoutMillis() {
    return (int) settings.handshakeTime().toMillis();
  }

  List<SrtpProfile> profiles() {
    return settings.profiles();
  }

  void agreed(SrtpProfile agreed) {
    profile = Optional.of(agreed);
  }

  SrtpProfile agreedProfile() {
    return profile.orElseThrow();
  }

  TlsFatalAlert refuse(short alert, String reason) {
    refusal = Optional.of(reason);
    return new TlsFatalAlert(alert, reason);
  }

  void peerShows(Certificate chain) throws IOException {
    if (chain == null || chain.isEmpty()) {
      throw refuse(AlertDescription.certificate_required, "the peer shows no certificate");
    }
    byte[] certificate = chain.getCertificateAt(0).getEncoded();
    if (!mayBe.test(certificate)) {
      // RFC 8122 §6.2: the endpoint must not go on.
      throw refuse(
          AlertDescription.bad_certificate, "the certificate is unlike the signalled fingerprint");
    }
    peerCertificate = Optional.of(certificate);
  }

  /** RFC 5764 §4.2. */
  void exportKeys(TlsContext context, boolean localIsClient) throws IOException {
    if (profile.isEmpty()) {
      throw refuse(AlertDescription.handshake_failure, "no SRTP profile was agreed upon");
    }
    byte[] material =
        context.exportKeyingMaterial(
            ExporterLabel.dtls_srtp, null, profile.get().keyingMaterialLength());
    keys = Optional.of(SrtpKeys.split(profile.get(), material, localIsClient));
  }

  TlsCredentialedSigner credentials(TlsContext context, JcaTlsCrypto crypto) throws IOException {
    TlsCertificate own = crypto.createCertificate(settings.identity().certificate());
    return new JcaDefaultTlsCredentialedSigner(
        new TlsCryptoParameters(context),
        crypto,
        settings.identity().key(),
        new Certificate(new TlsCertificate[] {own}),
        SignatureAndHashAlgorithm.getInstance(HashAlgorithm.sha256, SignatureAlgorithm.ecdsa));
  }

  /**
   * What a peer may sign with: P-256 as browsers do by default, RSA as old ones did. To a client no
   * RSA-PSS is named, which the JDK's provider does not know by Bouncy Castle's name.
   */
  static Vector<SignatureAndHashAlgorithm> clientSignatures() {
    return new Vector<>(
        List.of(
            SignatureAndHashAlgorithm.getInstance(HashAlgorithm.sha256, SignatureAlgorithm.ecdsa),
            SignatureAndHashAlgorithm.getInstance(HashAlgorithm.sha256, SignatureAlgorithm.rsa)));
  }

  static Vector<SignatureAndHashAlgorithm> serverSignatures() {
    Vector<SignatureAndHashAlgorithm> all = clientSignatures();
    all.add(SignatureAndHashAlgorithm.rsa_pss_rsae_sha256);
    return all;
  }
}
