// SPDX-License-Identifier: Apache-2.0
package ringway.waf;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.X509CertUtils;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ringway.runtime.config.ConfigSource;
import ringway.runtime.config.Secret;
import ringway.waf.identity.User;
import ringway.waf.oauth.Client;

/** A proxy of the access network that proves who it is by its certificate. */
class NetworkProxyTlsTest {
  @TempDir private Path directory;

  @Test
  void numberIsBelievedFromTheHolderOfTheNamedCertificateOnly() throws Exception {
    TestCertificates proxy = TestCertificates.selfSigned("CN=gateway,O=Example");
    TestCertificates other = TestCertificates.selfSigned("CN=other,O=Example");
    Path ca =
        Files.writeString(
            directory.resolve("ca.pem"),
            X509CertUtils.toPEMString(proxy.certificate())
                + "\n"
                + X509CertUtils.toPEMString(other.certificate()));
    int port = RunningWaf.freePort();
    String issuer = "https://localhost:" + port;
    try (Waf waf = Waf.start(config(port, issuer, ca));
        HttpClient trusted = TlsClientTest.client(Optional.of(proxy));
        HttpClient known = TlsClientTest.client(Optional.of(other));
        HttpClient stranger = TlsClientTest.client(Optional.empty())) {
      assertThat(waf.port()).isEqualTo(port);
      assertThat(authorize(trusted, issuer).statusCode()).isEqualTo(303);
      assertThat(authorize(known, issuer).statusCode()).isEqualTo(200);
      assertThat(authorize(stranger, issuer).statusCode()).isEqualTo(200);
    }
  }

  private static WafConfig config(int port, String issuer, Path ca) {
    return ConfigSource.read(
            Optional.empty(),
            Set.of("waf"),
            Map.of(
                "RINGWAY_WAF_LISTEN_PORT", Integer.toString(port),
                "RINGWAY_WAF_LISTEN_TLS_MODE", "self-signed",
                "RINGWAY_WAF_MANAGEMENT_PORT", "0",
                "RINGWAY_WAF_STORE_URL", "jdbc:h2:mem:",
                "RINGWAY_WAF_ISSUER", issuer,
                "RINGWAY_WAF_OAUTH_CLIENTCERTIFICATES_TRUSTEDCA", ca.toString(),
                "RINGWAY_WAF_LOGIN_NETWORK_HEADER", "X-MSISDN",
                "RINGWAY_WAF_LOGIN_NETWORK_PROXYSUBJECTS", "['CN=gateway,O=Example']"))
        .section("waf", WafConfig.class)
        .withAccounts(
            List.of(
                User.withPassword(
                    "alice", "correct horse", "alice@ims.example.net", "tel:+15550101")),
            List.of(
                new Client(
                    "wwsf",
                    Secret.of(RunningWaf.SECRET),
                    List.of(RunningWaf.CALLBACK),
                    List.of("openid", "ims.register"))));
  }

  private static HttpResponse<String> authorize(HttpClient client, String issuer) throws Exception {
    return client.send(
        HttpRequest.newBuilder(
                URI.create(issuer + "/authorize?" + RunningWaf.encode(RunningWaf.request())))
            .header("X-MSISDN", "+15550101")
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
