// SPDX-License-Identifier: Apache-2.0
package ringway.agw.dtls;

import java.io.IOException;
import java.util.Hashtable;
import java.util.Optional;
import java.util.Vector;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.DefaultTlsClient;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsSRTPUtils;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.UseSRTPData;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;
import ringway.agw.srtp.SrtpProfile;

/** The active side: for a peer that insists on being passive. */
final class DtlsClient extends DefaultTlsClient {
  private static final byte[] NO_MKI = {};

  private final JcaTlsCrypto crypto;
  private final Handshake handshake;

  DtlsClient(JcaTlsCrypto crypto, Handshake handshake) {
    super(crypto);
    this.crypto = crypto;
    this.handshake = handshake;
  }

  @Override
  protected ProtocolVersion[] getSupportedVersions() {
    return ProtocolVersion.DTLSv12.only();
  }

  @Override
  protected int[] getSupportedCipherSuites() {
    return Handshake.CLIENT_CIPHER_SUITES;
  }

  @Override
  protected Vector<?> getSupportedSignatureAlgorithms() {
    return Handshake.serverSignatures();
  }

  @Override
  public int getHandshakeTimeoutMillis() {
    return handshake.timeoutMillis();
  }

  @Override
  public int getHandshakeResendTimeMillis() {
    return Handshake.RESEND_MILLIS;
  }

  @Override
  public boolean requiresExtendedMasterSecret() {
    return true;
  }

  @Override
  @SuppressWarnings({"rawtypes", "unchecked"}) // Bouncy Castle's signature
  public Hashtable getClientExtensions() throws IOException {
    Hashtable extensions = super.getClientExtensions();
    int[] ids = handshake.profiles().stream().mapToInt(SrtpProfile::id).toArray();
    TlsSRTPUtils.addUseSRTPExtension(extensions, new UseSRTPData(ids, NO_MKI));
    return extensions;
  }

  @Override
  @SuppressWarnings("rawtypes") // Bouncy Castle's signature
  public void processServerExtensions(Hashtable extensions) throws IOException {
    super.processServerExtensions(extensions);
    Optional<UseSRTPData> choice =
        Optional.ofNullable(TlsSRTPUtils.getUseSRTPExtension(extensions));
    if (choice.isEmpty() || choice.get().getProtectionProfiles().length != 1) {
      throw handshake.refuse(AlertDescription.handshake_failure, "the peer chose no SRTP profile");
    }
    if (choice.get().getMki().length > 0) {
      throw handshake.refuse(AlertDescription.illegal_parameter, "the peer insists on an MKI");
    }
    SrtpProfile profile =
        SrtpProfile.of(choice.get().getProtectionProfiles()[0])
            .filter(handshake.profiles()::contains)
            .orElseThrow(
                () ->
                    handshake.refuse(
                        AlertDescription.illegal_parameter,
                        "the peer chose an SRTP profile we did not offer"));
    handshake.agreed(profile);
  }

  @Override
  public TlsAuthentication getAuthentication() {
    return new TlsAuthentication() {
      @Override
      public void notifyServerCertificate(TlsServerCertificate server) throws IOException {
        handshake.peerShows(server.getCertificate());
      }

      @Override
      public TlsCredentials getClientCredentials(CertificateRequest request) throws IOException {
        return handshake.credentials(context, crypto);
      }
    };
  }

  @Override
  public void notifyHandshakeComplete() throws IOException {
    super.notifyHandshakeComplete();
    handshake.exportKeys(context, true);
  }
}
