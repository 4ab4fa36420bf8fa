// SPDX-License-Identifier: Apache-2.0
package ringway.waf;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.X509CertUtils;
import com.sun.net.httpserver.HttpServer;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import ringway.waf.oauth.ClientCredential;

/** RFC 6749 §2.3, RFC 7523, RFC 8705: who is believed to be which client. */
class ClientAuthenticationTest {
  private static final Map<String, String> REQUEST = Map.of("grant_type", "client_credentials");
  private static HttpServer keys;
  private static TestCertificates certificate;
  private static RunningWaf waf;

  @BeforeAll
  static void start() throws Exception {
    keys = TestClients.publishKeys();
    certificate = TestCertificates.selfSigned("CN=edge,O=Example");
    waf =
        new RunningWaf(
            Map.of(
                "RINGWAY_WAF_OAUTH_CLIENTCERTIFICATES_HEADER", "Client-Cert",
                "RINGWAY_WAF_OAUTH_CLIENTCERTIFICATES_HEADERFROM", "[127.0.0.1]"),
            TestClients.of("keys", TestClients.inlineKeys()),
            TestClients.of(
                "published", new ClientCredential.PublishedKeys(TestClients.jwksOf(keys))),
            TestClients.of("edge", TestClients.certificate("cn=edge, o=Example", true)),
            TestClients.of("secret", TestClients.secret()));
  }

  @AfterAll
  static void stop() {
    waf.close();
    keys.stop(0);
  }

  @Test
  void assertionSignedWithTheRegisteredKeyIsBelieved() {
    assertThat(assertion(claims("keys"))).isEqualTo("ok");
  }

  @Test
  void assertionSignedWithAPublishedKeyIsBelieved() {
    assertThat(assertion(claims("published"))).isEqualTo("ok");
  }

  @Test
  void assertionIsGoodOnce() {
    Map<String, Object> claims = claims("keys");

    assertThat(assertion(claims)).isEqualTo("ok");
    assertThat(assertion(claims)).contains("jti has been used");
  }

  @Test
  void assertionForAnotherServerIsRefused() {
    assertThat(assertion(with("aud", "https://elsewhere.example"))).contains("aud");
  }

  @Test
  void assertionOutOfItsTimeIsRefused() {
    assertThat(assertion(with("exp", Date.from(Instant.now().minusSeconds(120)))))
        .contains("expired");
    assertThat(assertion(with("exp", Date.from(Instant.now().plusSeconds(3600)))))
        .contains("10 minutes");
  }

  @Test
  void assertionWithoutNameOrTimeIsRefused() {
    Map<String, Object> noName = claims("keys");
    noName.remove("jti");
    Map<String, Object> noTime = claims("keys");
    noTime.remove("exp");

    assertThat(assertion(noName)).contains("jti");
    assertThat(assertion(noTime)).isNotEqualTo("ok");
  }

  @Test
  void assertionOfAStrangeKeyIsRefused() {
    String jwt = TestClients.signed(TestClients.STRANGE_KEY, "JWT", claims("keys")).serialize();

    assertThat(told(waf.post("/token", TestClients.withAssertion(REQUEST, jwt))))
        .contains("signature");
  }

  @Test
  void assertionOfAnUnknownClientIsRefused() {
    assertThat(assertion(claims("stranger"))).isEqualTo("client authentication failed");
  }

  @Test
  void eachClientHasOneWayOnly() {
    assertThat(assertion(claims("secret"))).contains("does not authenticate by assertion");
    assertThat(
            told(
                waf.post(
                    "/token",
                    REQUEST,
                    "Authorization",
                    RunningWaf.basic("keys", RunningWaf.SECRET))))
        .isEqualTo("client authentication failed");
  }

  @Test
  void twoWaysAtOnceAreRefused() {
    String jwt = TestClients.signed(TestClients.KEY, "JWT", claims("keys")).serialize();
    HttpResponse<String> answer =
        waf.post(
            "/token",
            TestClients.withAssertion(REQUEST, jwt),
            "Authorization",
            RunningWaf.basic("secret", RunningWaf.SECRET));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(RunningWaf.json(answer)).containsEntry("error", "invalid_request");
  }

  @Test
  void secretInTheBodyIsRefused() {
    assertThat(
            told(
                waf.post(
                    "/token",
                    Map.of(
                        "grant_type", "client_credentials",
                        "client_id", "secret",
                        "client_secret", RunningWaf.SECRET))))
        .contains("Authorization header");
  }

  @Test
  void clientIdOfAnotherClientIsRefused() {
    HttpResponse<String> answer =
        waf.post(
            "/token",
            Map.of("grant_type", "client_credentials", "client_id", "keys"),
            "Authorization",
            RunningWaf.basic("secret", RunningWaf.SECRET));

    assertThat(RunningWaf.json(answer)).containsEntry("error", "invalid_request");
  }

  @Test
  void certificateAProxyHandsOnIsBelievedInBothWritings() throws Exception {
    String der =
        ":" + Base64.getEncoder().encodeToString(certificate.certificate().getEncoded()) + ":";
    String pem =
        URLEncoder.encode(
                X509CertUtils.toPEMString(certificate.certificate()), StandardCharsets.UTF_8)
            .replace("+", "%20");

    assertThat(certificate("edge", der)).isEqualTo("ok");
    assertThat(certificate("edge", pem)).isEqualTo("ok");
  }

  @Test
  void certificateOfAnotherNameIsRefused() throws Exception {
    String other =
        ":"
            + Base64.getEncoder()
                .encodeToString(TestCertificates.selfSigned("CN=other").certificate().getEncoded())
            + ":";

    assertThat(certificate("edge", other)).contains("not the one registered");
    assertThat(certificate("keys", other)).contains("not the one registered");
    assertThat(certificate("edge", ":AAAA:")).contains("did not authenticate");
    assertThat(certificate("edge", "%zz")).contains("did not authenticate");
  }

  @Test
  void certificateHeaderOfAnybodyElseIsIgnored() throws Exception {
    String der =
        ":" + Base64.getEncoder().encodeToString(certificate.certificate().getEncoded()) + ":";
    try (RunningWaf other =
        new RunningWaf(
            Map.of(
                "RINGWAY_WAF_OAUTH_CLIENTCERTIFICATES_HEADER", "Client-Cert",
                "RINGWAY_WAF_OAUTH_CLIENTCERTIFICATES_HEADERFROM", "[192.0.2.1]"),
            TestClients.of("edge", TestClients.certificate("CN=edge,O=Example", false)))) {
      HttpResponse<String> answer =
          other.post(
              "/token",
              Map.of("grant_type", "client_credentials", "client_id", "edge"),
              "Client-Cert",
              der);

      assertThat(answer.statusCode()).isEqualTo(401);
    }
  }

  private static String certificate(String client, String header) {
    return told(
        waf.post(
            "/token",
            Map.of("grant_type", "client_credentials", "client_id", client),
            "Client-Cert",
            header));
  }

  private static Map<String, Object> claims(String client) {
    return TestClients.assertionClaims(client, waf.issuer, Instant.now());
  }

  private static Map<String, Object> with(String name, Object value) {
    Map<String, Object> claims = claims("keys");
    claims.put(name, value);
    return claims;
  }

  private static String assertion(Map<String, Object> claims) {
    String jwt = TestClients.signed(TestClients.KEY, "JWT", claims).serialize();
    return told(waf.post("/token", TestClients.withAssertion(REQUEST, jwt)));
  }

  /** {@code ok}, or the description of a refusal that is an {@code invalid_client}. */
  private static String told(HttpResponse<String> answer) {
    if (answer.statusCode() == 200) {
      return "ok";
    }
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(401);
    assertThat(RunningWaf.json(answer)).containsEntry("error", "invalid_client");
    return (String) RunningWaf.json(answer).get("error_description");
  }
}
