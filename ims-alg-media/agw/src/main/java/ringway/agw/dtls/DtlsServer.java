// SPDX-License-Identifier: Apache-2.0
package ringway.agw.dtls;

import java.io.IOException;
import java.util.Arrays;
import java.util.Hashtable;
import java.util.Optional;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.ClientCertificateType;
import org.bouncycastle.tls.DefaultTlsServer;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsSRTPUtils;
import org.bouncycastle.tls.UseSRTPData;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;
import ringway.agw.srtp.SrtpProfile;

/** The passive side: browsers that are offered {@code actpass} answer {@code active}. */
final class DtlsServer extends DefaultTlsServer {
  private static final byte[] NO_MKI = {};

  private final JcaTlsCrypto crypto;
  private final Handshake handshake;

  DtlsServer(JcaTlsCrypto crypto, Handshake handshake) {
    super(crypto);
    this.crypto = crypto;
    this.handshake = handshake;
  }

  /** Bouncy Castle has no DTLS 1.3: naming it breaks the handshake with peers that have. */
  @Override
  protected ProtocolVersion[] getSupportedVersions() {
    return ProtocolVersion.DTLSv12.only();
  }

  @Override
  protected int[] getSupportedCipherSuites() {
    return Handshake.CIPHER_SUITES;
  }

  @Override
  public int getHandshakeTimeoutMillis() {
    return handshake.timeoutMillis();
  }

  @Override
  public int getHandshakeResendTimeMillis() {
    return Handshake.RESEND_MILLIS;
  }

  /** The exporter is only safe with it, RFC 7627 §5.4. */
  @Override
  public boolean requiresExtendedMasterSecret() {
    return true;
  }

  @Override
  protected TlsCredentialedSigner getECDSASignerCredentials() throws IOException {
    return handshake.credentials(context, crypto);
  }

  @Override
  public CertificateRequest getCertificateRequest() {
    return new CertificateRequest(
        new short[] {ClientCertificateType.ecdsa_sign, ClientCertificateType.rsa_sign},
        Handshake.clientSignatures(),
        null);
  }

  @Override
  public void notifyClientCertificate(Certificate chain) throws IOException {
    handshake.peerShows(chain);
  }

  @Override
  @SuppressWarnings("rawtypes") // Bouncy Castle's signature
  public void processClientExtensions(Hashtable extensions) throws IOException {
    super.processClientExtensions(extensions);
    Optional<UseSRTPData> offer = Optional.ofNullable(TlsSRTPUtils.getUseSRTPExtension(extensions));
    if (offer.isEmpty()) {
      throw handshake.refuse(AlertDescription.handshake_failure, "the peer offers no SRTP");
    }
    int[] offered = offer.get().getProtectionProfiles();
    for (SrtpProfile profile : handshake.profiles()) {
      if (Arrays.stream(offered).anyMatch(id -> id == profile.id())) {
        handshake.agreed(profile);
        return;
      }
    }
    throw handshake.refuse(
        AlertDescription.handshake_failure, "the peer offers no SRTP profile of ours");
  }

  @Override
  @SuppressWarnings({"rawtypes", "unchecked"}) // Bouncy Castle's signature
  public Hashtable getServerExtensions() throws IOException {
    Hashtable extensions = super.getServerExtensions();
    // An MKI the peer offers is declined by an empty one, RFC 5764 §4.1.3.
    TlsSRTPUtils.addUseSRTPExtension(
        extensions, new UseSRTPData(new int[] {handshake.agreedProfile().id()}, NO_MKI));
    return extensions;
  }

  @Override
  public void notifyHandshakeComplete() throws IOException {
    super.notifyHandshakeComplete();
    handshake.exportKeys(context, false);
  }
}
