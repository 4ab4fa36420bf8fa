// SPDX-License-Identifier: Apache-2.0
package ringway.wwsf;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code POST /logout}. */
class LogoutTest {
  private RunningWwsf wwsf;

  @BeforeEach
  void start() {
    wwsf = new RunningWwsf();
    wwsf.signIn();
  }

  @AfterEach
  void stop() {
    wwsf.close();
  }

  @Test
  void scriptOfOurPageEndsTheSession() {
    HttpResponse<String> answer =
        wwsf.post("/logout", "Origin", wwsf.address, "Sec-Fetch-Site", "same-origin");

    assertThat(answer.statusCode()).isEqualTo(204);
    assertThat(answer.headers().firstValue("Set-Cookie").orElseThrow())
        .startsWith("ringway_wwsf=; Max-Age=0");
    assertThat(wwsf.access().statusCode()).isEqualTo(401);
  }

  @Test
  void endedSessionStaysEndedForWhoeverKeptItsCookie() {
    String cookie = wwsf.signIn().headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
    wwsf.post("/logout", "Origin", wwsf.address);
    wwsf.anotherBrowser();

    assertThat(wwsf.get("/access", "Cookie", cookie).statusCode()).isEqualTo(401);
  }

  @Test
  void formOfOurPageIsLedBackToThePage() {
    HttpResponse<String> answer =
        wwsf.post("/logout", "Origin", wwsf.address, "Accept", "text/html,*/*");

    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(RunningWwsf.location(answer)).hasValue("/");
  }

  @ParameterizedTest
  @CsvSource({
    "Origin, https://evil.example",
    "Origin, null",
    "Origin, http://localhost:1",
    "Sec-Fetch-Site, cross-site",
    "Sec-Fetch-Site, same-site",
    "Sec-Fetch-Site, none",
    "Accept, */*",
  })
  void anyOtherPageIsRefusedAndTheSessionGoesOn(String header, String value) {
    HttpResponse<String> answer = wwsf.post("/logout", header, value);

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
    assertThat(wwsf.access().statusCode()).isEqualTo(200);
  }

  @Test
  void originOfOursWithAForeignFetchSiteIsRefused() {
    assertThat(
            wwsf.post("/logout", "Origin", wwsf.address, "Sec-Fetch-Site", "cross-site")
                .statusCode())
        .isEqualTo(403);
  }

  @Test
  void linkCannotSignOut() {
    assertThat(wwsf.get("/logout").statusCode()).isEqualTo(405);
    assertThat(wwsf.access().statusCode()).isEqualTo(200);
  }

  @Test
  void signingOutWithoutASessionIsNoFault() {
    wwsf.anotherBrowser();

    assertThat(wwsf.post("/logout", "Origin", wwsf.address).statusCode()).isEqualTo(204);
  }
}
