// SPDX-License-Identifier: Apache-2.0
package ringway.waf;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.X509CertUtils;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ringway.runtime.config.ConfigSource;

/** RFC 8705: a client that shows its certificate in this server's own TLS. */
class TlsClientTest {
  @TempDir private Path directory;

  @Test
  void certificateInTlsAuthenticatesAndBindsTheToken() throws Exception {
    TestCertificates certificate = TestCertificates.selfSigned("CN=edge,O=Example");
    Path ca =
        Files.writeString(
            directory.resolve("ca.pem"), X509CertUtils.toPEMString(certificate.certificate()));
    int port = RunningWaf.freePort();
    String issuer = "https://localhost:" + port;
    WafConfig config =
        ConfigSource.read(
                Optional.empty(),
                Set.of("waf"),
                Map.of(
                    "RINGWAY_WAF_LISTEN_PORT",
                    Integer.toString(port),
                    "RINGWAY_WAF_LISTEN_TLS_MODE",
                    "self-signed",
                    "RINGWAY_WAF_MANAGEMENT_PORT",
                    "0",
                    "RINGWAY_WAF_STORE_URL",
                    "jdbc:h2:mem:",
                    "RINGWAY_WAF_ISSUER",
                    issuer,
                    "RINGWAY_WAF_OAUTH_CLIENTCERTIFICATES_TRUSTEDCA",
                    ca.toString()))
            .section("waf", WafConfig.class)
            .withAccounts(
                List.of(),
                List.of(
                    TestClients.of("edge", TestClients.certificate("CN=edge,O=Example", true))));
    try (Waf waf = Waf.start(config);
        HttpClient holder = client(Optional.of(certificate));
        HttpClient stranger = client(Optional.empty())) {
      HttpResponse<String> good = token(holder, issuer);
      HttpResponse<String> without = token(stranger, issuer);

      assertThat(waf.port()).isEqualTo(port);
      assertThat(good.statusCode()).as(good.body()).isEqualTo(200);
      assertThat(
              SignedJWT.parse((String) RunningWaf.json(good).get("access_token"))
                  .getJWTClaimsSet()
                  .getJSONObjectClaim("cnf"))
          .isEqualTo(
              Map.of(
                  "x5t#S256",
                  X509CertUtils.computeSHA256Thumbprint(certificate.certificate()).toString()));
      assertThat(without.statusCode()).isEqualTo(401);
      assertThat(RunningWaf.json(without)).containsEntry("error", "invalid_client");
    }
  }

  private static HttpResponse<String> token(HttpClient client, String issuer) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(issuer + "/token"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(
                HttpRequest.BodyPublishers.ofString("grant_type=client_credentials&client_id=edge"))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  static HttpClient client(Optional<TestCertificates> certificate) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    if (certificate.isPresent()) {
      store.setKeyEntry(
          "client",
          certificate.get().keys().getPrivate(),
          new char[0],
          new Certificate[] {certificate.get().certificate()});
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store, new char[0]);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(keys.getKeyManagers(), new TrustManager[] {new TrustAll()}, null);
    return HttpClient.newBuilder().sslContext(tls).build();
  }

  /** The server's certificate is made at its start; this test is about the client's. */
  private static final class TrustAll extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

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
