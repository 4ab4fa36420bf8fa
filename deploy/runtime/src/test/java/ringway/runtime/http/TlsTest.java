// SPDX-License-Identifier: Apache-2.0
package ringway.runtime.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ringway.runtime.config.ConfigError;

class TlsTest {
  private static Router hello() {
    return new Router().get("/", request -> HttpReply.text(200, "secure=" + request.secure()));
  }

  @TempDir Path dir;

  @Test
  void selfSignedListenerSpeaksTlsAndNamesItself() throws Exception {
    SSLContext trusting = SSLContext.getInstance("TLS");
    trusting.init(null, new TrustManager[] {new TrustsAll()}, new SecureRandom());

    HttpResponse<String> response = get(tls(TlsConfig.Mode.SELF_SIGNED), trusting);

    assertThat(response.body()).isEqualTo("secure=true");
    SSLSession session = response.sslSession().orElseThrow();
    assertThat(session.getProtocol()).isEqualTo("TLSv1.3");
    X509Certificate certificate = (X509Certificate) session.getPeerCertificates()[0];
    assertThat(certificate.getSubjectAlternativeNames().toString())
        .contains("localhost", "127.0.0.1");
  }

  @Test
  void certificateAndKeyComeFromPemFiles() throws Exception {
    KeyPair pair = KeyPairGenerator.getInstance("RSA").generateKeyPair();
    X509Certificate certificate = certificate(pair);
    Path certificateFile = pem("cert.pem", certificate);
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("test", certificate);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), new SecureRandom());

    HttpResponse<String> response =
        get(files(certificateFile, pem("key.pem", pair.getPrivate())), context);

    assertThat(response.statusCode()).isEqualTo(200);
  }

  @Test
  void keyFileThatIsNoKeyIsNamed() throws Exception {
    KeyPair pair = KeyPairGenerator.getInstance("RSA").generateKeyPair();
    Path certificate = pem("cert.pem", certificate(pair));
    ListenerConfig config = files(certificate, certificate);

    assertThatThrownBy(() -> HttpListener.start("test", config, hello()))
        .isInstanceOf(ConfigError.class)
        .hasMessage(certificate + ": expected a PEM private key");
  }

  @Test
  void keyOfAnotherCertificateIsNamed() throws Exception {
    KeyPairGenerator keys = KeyPairGenerator.getInstance("RSA");
    Path certificate = pem("cert.pem", certificate(keys.generateKeyPair()));
    Path key = pem("key.pem", keys.generateKeyPair().getPrivate());

    assertThatThrownBy(() -> HttpListener.start("test", files(certificate, key), hello()))
        .isInstanceOf(ConfigError.class)
        .hasMessage(key + " is not the key of the certificate in " + certificate);
  }

  @Test
  void newFilesAreTakenWithoutARestartAndBadOnesAreNot() throws Exception {
    KeyPairGenerator keys = KeyPairGenerator.getInstance("RSA");
    KeyPair pair = keys.generateKeyPair();
    Path file = pem("cert.pem", certificate(pair));
    Path key = pem("key.pem", pair.getPrivate());
    SSLContext trusting = SSLContext.getInstance("TLS");
    trusting.init(null, new TrustManager[] {new TrustsAll()}, new SecureRandom());
    try (HttpListener listener = HttpListener.start("test", files(file, key), hello());
        SSLSocket open = connect(trusting, listener.port())) {
      Certificate first = open.getSession().getPeerCertificates()[0];

      Files.writeString(file, "-----BEGIN CERTIFICATE-----\nbroken");
      await().during(Duration.ofSeconds(3)).until(() -> shown(trusting, listener).equals(first));

      KeyPair next = keys.generateKeyPair();
      X509Certificate second = certificate(next);
      pem("cert.pem", second);
      pem("key.pem", next.getPrivate());
      await().until(() -> shown(trusting, listener).equals(second));

      open.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(US_ASCII));
      assertThat(new String(open.getInputStream().readNBytes(12), US_ASCII))
          .as("on the connection opened before")
          .isEqualTo("HTTP/1.1 200");
    }
  }

  private static SSLSocket connect(SSLContext context, int port) throws IOException {
    SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port);
    socket.startHandshake();
    return socket;
  }

  private static Certificate shown(SSLContext context, HttpListener listener) throws IOException {
    try (SSLSocket socket = connect(context, listener.port())) {
      return socket.getSession().getPeerCertificates()[0];
    }
  }

  @Test
  void missingCertificateFileIsNamed() {
    ListenerConfig config = files(dir.resolve("none.pem"), dir.resolve("none.key"));

    assertThatThrownBy(() -> HttpListener.start("test", config, hello()))
        .isInstanceOf(ConfigError.class)
        .hasMessageContaining("none.pem");
  }

  @Test
  void plainListenerOffLoopbackIsRefusedAndSaysHowToGiveACertificate() {
    assertThatThrownBy(() -> new ListenerConfig("0.0.0.0", 0, TlsConfig.off()))
        .hasMessageContaining("TLS is required on 0.0.0.0, which is not loopback")
        .hasMessageContaining("tls.certificate")
        .hasMessageContaining("self-signed")
        .hasMessageContaining("off-i-know");
  }

  @Test
  void plainListenerOffLoopbackIsAllowedToWhoSaysSo() {
    TlsConfig know = new TlsConfig(TlsConfig.Mode.OFF_I_KNOW, Optional.empty(), Optional.empty());

    assertThatCode(() -> new ListenerConfig("0.0.0.0", 0, know)).doesNotThrowAnyException();
    assertThat(new ListenerConfig("0.0.0.0", 0, know).secure()).isFalse();
  }

  @Test
  void takenPortIsOneSentence() {
    try (HttpListener first = HttpListener.start("first", ListenerConfig.loopback(0), hello())) {
      ListenerConfig same = ListenerConfig.loopback(first.port());

      assertThatThrownBy(() -> HttpListener.start("second", same, hello()))
          .isInstanceOf(ConfigError.class)
          .hasMessage(
              "second cannot listen on 127.0.0.1:"
                  + first.port()
                  + ": the port is taken; stop the other program or choose another port");
    }
  }

  private static HttpResponse<String> get(ListenerConfig config, SSLContext context)
      throws Exception {
    try (HttpListener listener = HttpListener.start("test", config, hello());
        HttpClient client = HttpClient.newBuilder().sslContext(context).build()) {
      URI uri = URI.create("https://localhost:" + listener.port() + "/");
      return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }
  }

  private static ListenerConfig tls(TlsConfig.Mode mode) {
    return new ListenerConfig(
        "127.0.0.1", 0, new TlsConfig(mode, Optional.empty(), Optional.empty()));
  }

  private static ListenerConfig files(Path certificate, Path key) {
    return new ListenerConfig(
        "127.0.0.1",
        0,
        new TlsConfig(TlsConfig.Mode.FILES, Optional.of(certificate), Optional.of(key)));
  }

  private Path pem(String name, Object object) throws Exception {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(object);
    }
    return Files.writeString(dir.resolve(name), text.toString());
  }

  private static X509Certificate certificate(KeyPair pair) throws Exception {
    X500Name name = new X500Name("CN=localhost");
    Instant now = Instant.now();
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            name,
            BigInteger.ONE,
            Date.from(now.minusSeconds(60)),
            Date.from(now.plusSeconds(3600)),
            name,
            pair.getPublic());
    builder.addExtension(
        Extension.subjectAlternativeName,
        false,
        new GeneralNames(new GeneralName(GeneralName.dNSName, "localhost")));
    return new JcaX509CertificateConverter()
        .getCertificate(
            builder.build(new JcaContentSignerBuilder("SHA256withRSA").build(pair.getPrivate())));
  }

  private static final class TrustsAll implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
