// SPDX-License-Identifier: Apache-2.0
package ringway.waf;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ringway.waf.oauth.TokenForm;

/** Whatever is posted to the OAuth endpoints, the answer is never a failure. */
class EndpointFuzzTest {
  private static final int ROUNDS = 250;
  private static final String[] PATHS = {"/token", "/par", "/introspect", "/revoke", "/userinfo"};
  private static final String[] WORDS = {
    "&",
    "=",
    "%",
    "%00",
    "%zz",
    "%C3%28",
    "+",
    ";",
    "\u0000",
    "\ud83d\ude00",
    "x",
    ".",
    "..",
    "{}",
    "client_id",
    "fuzz",
    "client_assertion",
    "client_assertion_type",
    "client_secret",
    "token",
    "token_type_hint",
    "request_uri",
    "urn:ietf:params:oauth:request_uri:",
    "grant_type",
    "authorization_code",
    "refresh_token",
    "client_credentials",
    "subject_token",
    "subject_token_type",
    "urn:ietf:params:oauth:grant-type:token-exchange",
    "urn:ietf:params:oauth:token-type:id_token",
    "code",
    "code_verifier",
    "redirect_uri",
    "scope",
    "resource",
    "audience",
    "access_token",
    "eyJhbGciOiJFUzI1NiJ9.e30.AA",
    "eyJhbGciOiJub25lIn0.e30.",
    "urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer",
    "grant_type=authorization_code&code=x&code_verifier=",
    "grant_type=refresh_token&refresh_token=",
    "client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion=",
    "token=",
    "client_id=wwsf&response_type=code&redirect_uri=",
    "http://localhost:8080/callback",
  };

  @ParameterizedTest
  @ValueSource(longs = {7662, 7009, 9126})
  void formsOfAllKindsNeverBreakAnEndpoint(long seed) {
    Random random = new Random(seed);
    try (RunningWaf waf =
        new RunningWaf(
            Map.of(
                "RINGWAY_WAF_OAUTH_CLIENTCERTIFICATES_HEADER", "Client-Cert",
                "RINGWAY_WAF_OAUTH_CLIENTCERTIFICATES_HEADERFROM", "[127.0.0.1]"),
            TestClients.of("fuzz", TestClients.secret(), TokenForm.REFERENCE, true, true))) {
      for (int i = 0; i < ROUNDS; i++) {
        String path = PATHS[random.nextInt(PATHS.length)];
        String body = text(random);
        String header = header(random);
        int status =
            waf.postRaw(
                    path,
                    body,
                    "Content-Type",
                    random.nextInt(10) == 0 ? "text/" + "x" : "application/x-www-form-urlencoded",
                    "Authorization",
                    header,
                    "Client-Cert",
                    random.nextInt(4) == 0 ? ":" + header.replace(" ", "") + ":" : "%41%zz")
                .statusCode();
        assertThat(status).as("%s %s %s", path, header, body).isBetween(200, 499);
      }
    }
  }

  @Test
  void randomBytesAreNoForm() {
    Random random = new Random(6749);
    try (RunningWaf waf = new RunningWaf()) {
      for (int i = 0; i < ROUNDS; i++) {
        byte[] bytes = new byte[random.nextInt(200)];
        random.nextBytes(bytes);
        String body = new String(bytes, StandardCharsets.ISO_8859_1);
        assertThat(
                waf.postRaw(
                        PATHS[i % PATHS.length],
                        body,
                        "Content-Type",
                        "application/x-www-form-urlencoded")
                    .statusCode())
            .as(body)
            .isBetween(400, 499);
      }
    }
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    int length = 1 + random.nextInt(10);
    for (int i = 0; i < length; i++) {
      text.append(WORDS[random.nextInt(WORDS.length)]);
      text.append(random.nextBoolean() ? "" : random.nextBoolean() ? "=" : "&");
    }
    return text.toString();
  }

  private static String header(Random random) {
    byte[] bytes = new byte[random.nextInt(40)];
    random.nextBytes(bytes);
    String noise = Base64.getEncoder().encodeToString(bytes);
    return switch (random.nextInt(5)) {
      case 0 -> "Basic " + noise;
      case 1 -> "Bearer " + noise;
      case 2 -> noise + "x";
      default -> RunningWaf.basic("fuzz", RunningWaf.SECRET);
    };
  }
}
