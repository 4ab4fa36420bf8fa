// SPDX-License-Identifier: Apache-2.0
package ringway.launcher.waf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import ringway.launcher.Commands;
import ringway.runtime.config.ConfigSource;
import ringway.waf.Waf;
import ringway.waf.WafConfig;

/** The commands against a management port that speaks TLS with a certificate of its own making. */
class AdminOverTlsTest {
  @TempDir Path dir;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path token;
  private Waf waf;
  private int port;

  @BeforeEach
  void start() throws Exception {
    token = Files.writeString(dir.resolve("token"), "an-admin-token-only-for-these-tests");
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    waf =
        Waf.start(
            ConfigSource.read(
                    Optional.empty(),
                    Set.of("waf"),
                    Map.of(
                        "RINGWAY_WAF_LISTEN_PORT", "0",
                        "RINGWAY_WAF_MANAGEMENT_PORT", Integer.toString(port),
                        "RINGWAY_WAF_MANAGEMENT_TLS_MODE", "self-signed",
                        "RINGWAY_WAF_STORE_URL", "jdbc:h2:mem:",
                        "RINGWAY_WAF_ADMIN_TOKEN", "file:" + token))
                .section("waf", WafConfig.class));
  }

  @AfterEach
  void stop() {
    waf.close();
  }

  @Test
  void certificateNamedWithCacertIsBelievedAndNoOther() throws Exception {
    Path shown = pem("shown.pem", shownAt(port));

    assertThat(run("--cacert", shown.toString())).as(err.toString()).isZero();
    assertThat(out.toString()).contains("\"algorithm\":\"ES256\"");
    assertThat(err.toString()).isEmpty();

    assertThat(run()).isEqualTo(1);
    assertThat(err.toString())
        .startsWith("No TLS with https://localhost:" + port)
        .endsWith("name its certificate with --cacert.\n")
        .hasLineCount(1);
  }

  @Test
  void certificateOfAnotherWafIsNotBelieved() throws Exception {
    Path former = pem("former.pem", shownAt(port));
    waf.close();
    start(); // with another certificate

    assertThat(run("--cacert", former.toString())).isEqualTo(1);
    assertThat(err.toString()).startsWith("No TLS with").hasLineCount(1);
    assertThat(out.toString()).isEmpty();
  }

  private int run(String... more) {
    CommandLine command = Commands.commandLine();
    command.setOut(new PrintWriter(out, true));
    command.setErr(new PrintWriter(err, true));
    String[] first = {
      "waf", "keys", "list", "--admin", "https://localhost:" + port, "--token", "file:" + token
    };
    String[] line = java.util.Arrays.copyOf(first, first.length + more.length);
    System.arraycopy(more, 0, line, first.length, more.length);
    return command.execute(line);
  }

  private Path pem(String name, Certificate certificate) throws Exception {
    String body =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
            .encodeToString(certificate.getEncoded());
    return Files.writeString(
        dir.resolve(name),
        "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n");
  }

  /** As an administrator gets it with {@code openssl s_client}. */
  private static Certificate shownAt(int port) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new Everybody()}, null);
    try (SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket("localhost", port)) {
      socket.startHandshake();
      return socket.getSession().getPeerCertificates()[0];
    }
  }

  private static final class Everybody implements X509TrustManager {
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
