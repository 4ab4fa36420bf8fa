// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ringway.epcscf.mw.MwPki;
import ringway.epcscf.mw.MwTlsConfig;

/** A WAF that knows this eP-CSCF by the certificate it shows in TLS (RFC 8705 §2.1). */
class IntrospectionByCertificateTest {
  private static final Map<String, String> TRUST =
      Map.of(
          "javax.net.ssl.trustStoreType", "PKCS12", "javax.net.ssl.trustStorePassword", "changeit");

  @TempDir private Path directory;
  private final MovingClock clock = new MovingClock();
  private final List<String> shown = new CopyOnWriteArrayList<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private MwPki pki;
  private HttpsServer waf;

  /** The authorities the JDK trusts: {@code introspection.tls} believes no others. */
  @BeforeEach
  void trustTheAuthority() throws Exception {
    pki = new MwPki(directory);
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("root", pki.root);
    Path file = directory.resolve("trusted.p12");
    try (var out = Files.newOutputStream(file)) {
      trusted.store(out, "changeit".toCharArray());
    }
    TRUST.forEach(System::setProperty);
    System.setProperty("javax.net.ssl.trustStore", file.toString());
    start();
  }

  private void start() throws Exception {
    SSLContext own =
        PrivateKeys.tls(files(pki.node(pki, new GeneralName(GeneralName.dNSName, "localhost"))));
    waf = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    waf.setHttpsConfigurator(
        new HttpsConfigurator(own) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters wanted = getSSLContext().getDefaultSSLParameters();
            wanted.setWantClientAuth(true);
            parameters.setSSLParameters(wanted);
          }
        });
    waf.createContext("/introspect", this::answer);
    waf.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    asked.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    byte[] body = "{\"active\": true, \"impi\": \"a@x\"}".getBytes(StandardCharsets.US_ASCII);
    try {
      X509Certificate certificate =
          (X509Certificate) ((HttpsExchange) exchange).getSSLSession().getPeerCertificates()[0];
      shown.add(certificate.getSubjectX500Principal().getName());
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    } catch (javax.net.ssl.SSLPeerUnverifiedException _) {
      exchange.sendResponseHeaders(401, -1);
    }
    exchange.close();
  }

  @AfterEach
  void stop() {
    waf.stop(0);
    TRUST.keySet().forEach(System::clearProperty);
    System.clearProperty("javax.net.ssl.trustStore");
  }

  private static IntrospectionConfig.Certificate files(MwTlsConfig node) {
    return new IntrospectionConfig.Certificate(
        node.certificate().orElseThrow(), node.key().orElseThrow());
  }

  private Introspection by(IntrospectionConfig.Certificate certificate) {
    URI uri = URI.create("https://localhost:" + waf.getAddress().getPort() + "/introspect");
    IntrospectionConfig config =
        new IntrospectionConfig(
            Optional.of(uri),
            "ep-cscf",
            Optional.empty(),
            Optional.empty(),
            Optional.of(certificate));
    return new Introspection(
        TokenSettings.introspected("https://waf.example.net", config),
        config,
        Duration.ofSeconds(10),
        clock);
  }

  @Test
  void theCertificateIsShownAndTheFormNamesTheClientWithoutAnySecret() throws Exception {
    Introspection introspection =
        by(files(pki.node(pki, new GeneralName(GeneralName.dNSName, "ep-cscf.example.net"))));

    assertThat(introspection.ask("opaque"))
        .hasValueSatisfying(s -> assertThat(s).containsKey("impi"));

    assertThat(shown).containsExactly("CN=node");
    assertThat(asked.getFirst())
        .contains("token=opaque", "client_id=ep-cscf")
        .doesNotContain("client_assertion", "secret");
  }

  @Test
  void aCertificateOfAnotherAuthorityOpensNothing() throws Exception {
    Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
    MwPki stranger = new MwPki(elsewhere);
    Introspection introspection =
        by(files(stranger.node(stranger, new GeneralName(GeneralName.dNSName, "ep-cscf"))));

    assertThatThrownBy(() -> introspection.ask("opaque")).isInstanceOf(WafUnreachable.class);
    assertThat(shown).isEmpty();
  }

  @Test
  void aKeyThatCannotBeReadIsRefusedAtStart() throws Exception {
    Path broken = Files.writeString(directory.resolve("broken.pem"), "no certificate");

    assertThatThrownBy(() -> by(new IntrospectionConfig.Certificate(broken, broken)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("introspection.tls", "broken.pem");
  }
}
