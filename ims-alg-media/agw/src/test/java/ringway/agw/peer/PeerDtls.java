// SPDX-License-Identifier: Apache-2.0
package ringway.agw.peer;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Hashtable;
import java.util.List;
import java.util.Vector;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.ClientCertificateType;
import org.bouncycastle.tls.ContentType;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.DatagramTransport;
import org.bouncycastle.tls.DefaultTlsClient;
import org.bouncycastle.tls.DefaultTlsServer;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsSRTPUtils;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.UseSRTPData;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.bc.BcDefaultTlsCredentialedSigner;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;

/** The handshake of a test peer, on Bouncy Castle's lightweight crypto. */
final class PeerDtls {
  private final BcTlsCrypto crypto = new BcTlsCrypto();
  private final PeerIdentity identity;
  private final String remoteFingerprint;
  private final List<Integer> profiles;

  private final BlockingQueue<Integer> alerts = new LinkedBlockingQueue<>();

  private int profile;
  private byte[] material = {};

  PeerDtls(PeerIdentity identity, String remoteFingerprint, List<Integer> profiles) {
    this.identity = identity;
    this.remoteFingerprint = remoteFingerprint;
    this.profiles = profiles;
  }

  DTLSTransport connect(DatagramTransport transport) throws IOException {
    return new DTLSClientProtocol().connect(new Client(), transport);
  }

  DTLSTransport accept(DatagramTransport transport) throws IOException {
    return new DTLSServerProtocol().accept(new Server(), transport);
  }

  /** Level and description of each alert of the other side. */
  BlockingQueue<Integer> alerts() {
    return alerts;
  }

  /** Sends a handshake message under the keys of the association, as for another handshake. */
  static void renegotiate(DTLSTransport open, byte[] message) {
    try { // Bouncy Castle itself never asks
      Field field = DTLSTransport.class.getDeclaredField("recordLayer");
      field.setAccessible(true);
      Object records = field.get(open);
      Method send =
          records
              .getClass()
              .getDeclaredMethod("sendRecord", short.class, byte[].class, int.class, int.class);
      send.setAccessible(true);
      send.invoke(records, ContentType.handshake, message, 0, message.length);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  int profile() {
    return profile;
  }

  byte[] material() {
    return material.clone();
  }

  private TlsCredentialedSigner credentials(
      TlsContext context, SignatureAndHashAlgorithm signature) {
    return new BcDefaultTlsCredentialedSigner(
        new TlsCryptoParameters(context), crypto, identity.key(), chain(), signature);
  }

  private Certificate chain() {
    try {
      return new Certificate(
          new TlsCertificate[] {crypto.createCertificate(identity.certificate())});
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void verify(Certificate shown) throws IOException {
    String fingerprint = PeerIdentity.fingerprint(shown.getCertificateAt(0).getEncoded());
    if (!fingerprint.equals(remoteFingerprint)) {
      throw new TlsFatalAlert(AlertDescription.bad_certificate);
    }
  }

  private void export(TlsContext context) {
    material =
        context.exportKeyingMaterial(
            "EXTRACTOR-dtls_srtp", null, 2 * (16 + PeerSrtp.saltLength(profile)));
  }

  private final class Client extends DefaultTlsClient {
    Client() {
      super(crypto);
    }

    @Override
    public void notifyAlertReceived(short level, short description) {
      alerts.add(level << 8 | description);
    }

    @Override
    protected ProtocolVersion[] getSupportedVersions() {
      return ProtocolVersion.DTLSv12.only();
    }

    @Override
    public int getHandshakeTimeoutMillis() {
      return 30_000;
    }

    @Override
    public int getHandshakeResendTimeMillis() {
      return 50;
    }

    @Override
    @SuppressWarnings({"rawtypes", "unchecked"})
    public Hashtable getClientExtensions() throws IOException {
      Hashtable extensions = super.getClientExtensions();
      if (!profiles.isEmpty()) {
        int[] ids = profiles.stream().mapToInt(Integer::intValue).toArray();
        TlsSRTPUtils.addUseSRTPExtension(extensions, new UseSRTPData(ids, new byte[0]));
      }
      return extensions;
    }

    @Override
    @SuppressWarnings("rawtypes")
    public void processServerExtensions(Hashtable extensions) throws IOException {
      super.processServerExtensions(extensions);
      profile = TlsSRTPUtils.getUseSRTPExtension(extensions).getProtectionProfiles()[0];
    }

    @Override
    public TlsAuthentication getAuthentication() {
      return new TlsAuthentication() {
        @Override
        public void notifyServerCertificate(TlsServerCertificate server) throws IOException {
          verify(server.getCertificate());
        }

        @Override
        public TlsCredentials getClientCredentials(CertificateRequest request) {
          return credentials(context, identity.asClient());
        }
      };
    }

    @Override
    public void notifyHandshakeComplete() throws IOException {
      super.notifyHandshakeComplete();
      export(context);
    }
  }

  private final class Server extends DefaultTlsServer {
    Server() {
      super(crypto);
    }

    @Override
    public void notifyAlertReceived(short level, short description) {
      alerts.add(level << 8 | description);
    }

    @Override
    protected ProtocolVersion[] getSupportedVersions() {
      return ProtocolVersion.DTLSv12.only();
    }

    @Override
    protected int[] getSupportedCipherSuites() {
      return new int[] {
        CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256
      };
    }

    @Override
    public int getHandshakeTimeoutMillis() {
      return 30_000;
    }

    @Override
    protected TlsCredentialedSigner getECDSASignerCredentials() {
      return credentials(context, identity.asServer());
    }

    @Override
    protected TlsCredentialedSigner getRSASignerCredentials() {
      return credentials(context, identity.asServer());
    }

    @Override
    protected boolean selectCipherSuite(int suite) throws IOException {
      boolean ecdsa = suite == CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256;
      return ecdsa == identity.isEcdsa() && super.selectCipherSuite(suite);
    }

    @Override
    public CertificateRequest getCertificateRequest() {
      return new CertificateRequest(
          new short[] {ClientCertificateType.ecdsa_sign},
          new Vector<>(List.of(PeerIdentity.ECDSA)),
          null);
    }

    @Override
    public void notifyClientCertificate(Certificate shown) throws IOException {
      verify(shown);
    }

    @Override
    @SuppressWarnings("rawtypes")
    public void processClientExtensions(Hashtable extensions) throws IOException {
      super.processClientExtensions(extensions);
      UseSRTPData offer = TlsSRTPUtils.getUseSRTPExtension(extensions);
      for (int offered : offer.getProtectionProfiles()) {
        if (profiles.contains(offered)) {
          profile = offered;
          return;
        }
      }
      throw new TlsFatalAlert(AlertDescription.handshake_failure);
    }

    @Override
    @SuppressWarnings({"rawtypes", "unchecked"})
    public Hashtable getServerExtensions() throws IOException {
      Hashtable extensions = super.getServerExtensions();
      TlsSRTPUtils.addUseSRTPExtension(
          extensions, new UseSRTPData(new int[] {profile}, new byte[0]));
      return extensions;
    }

    @Override
    public void notifyHandshakeComplete() throws IOException {
      super.notifyHandshakeComplete();
      export(context);
    }
  }
}
