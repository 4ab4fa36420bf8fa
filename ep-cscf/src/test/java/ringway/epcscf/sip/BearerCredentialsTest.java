// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.sip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static ringway.epcscf.sip.SampleMessages.request;

import gov.nist.javax.sip.message.SIPRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BearerCredentialsTest {
  private static final String PLAIN = request("REGISTER", "z9hG4bKa", "c1");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "Bearer abc|abc",
        "bearer abc|abc",
        "BEARER   abc|abc",
        "Bearer eyJ0.eyJz.c2ln-_|eyJ0.eyJz.c2ln-_",
        "Bearer ab/+c==|ab/+c==",
        "Bearer access_token=\"ab/+c==\"|ab/+c==",
        "Bearer access_token=abc|abc",
        "Bearer Access_Token = \"abc\"|abc",
        "Bearer realm=\"x\", access_token=\"abc\"|abc",
        "Bearer access_token=\"abc\" , scope=\"a b\"|abc"
      })
  void bothSpellingsGiveTheToken(String credentials, String token) {
    assertThat(BearerCredentials.of(with(credentials)).orElseThrow().token().reveal())
        .isEqualTo(token);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bearer",
        "Bearer ",
        "Bearer a b",
        "Bearer \"abc\"",
        "Bearer access_token=",
        "Bearer access_token=\"\"",
        "Bearer access_token=\"a b\"",
        "Bearer access_token=\"abc",
        "Bearer access_token=\"a\", access_token=\"b\"",
        "Bearer realm=\"x\"",
        "Bearer abc, def"
      })
  void garbledCredentialsAreABadRequestThatDoesNotShowThem(String credentials) {
    SipReject reject =
        catchThrowableOfType(SipReject.class, () -> BearerCredentials.of(with(credentials)));

    assertThat(reject.status()).isEqualTo(400);
    assertThat(reject.getMessage()).doesNotContain("abc");
  }

  @Test
  void twoBearerHeadersAreABadRequest() {
    SIPRequest request =
        (SIPRequest)
            SipParser.parse(
                PLAIN.replace(
                    "Contact:", "Authorization: Bearer a\r\nAuthorization: Bearer b\r\nContact:"));

    assertThat(catchThrowableOfType(SipReject.class, () -> BearerCredentials.of(request)).status())
        .isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Digest username=\"a\", realm=\"r\", nonce=\"n\", uri=\"sip:r\", response=\"0\"",
        "Bearing abc",
        "NoOneKnows opaque-data=here"
      })
  void otherSchemesAreNoToken(String credentials) {
    assertThat(BearerCredentials.of(with(credentials))).isEmpty();
  }

  @Test
  void aDigestBesideTheTokenIsNoObstacle() {
    SIPRequest request =
        (SIPRequest)
            SipParser.parse(
                PLAIN.replace(
                    "Contact:",
                    "Authorization: Digest username=\"a\", realm=\"r\", nonce=\"\", uri=\"sip:r\","
                        + " response=\"\"\r\nAuthorization: Bearer abc\r\nContact:"));

    assertThat(BearerCredentials.of(request).orElseThrow().token().reveal()).isEqualTo("abc");
  }

  @Test
  void theTokenIsNotShown() {
    assertThat(BearerCredentials.of(with("Bearer abc")).orElseThrow().toString())
        .doesNotContain("abc");
  }

  @Test
  void theHeaderGoesOutAsItCame() {
    assertThat(
            SipMessages.header(
                SipMessages.copy(with("Bearer access_token=\"ab/+c==\"")), "Authorization"))
        .contains("Bearer access_token=\"ab/+c==\"");
  }

  private static SIPRequest with(String credentials) {
    return (SIPRequest)
        SipParser.parse(
            PLAIN.replace("Contact:", "Authorization: " + credentials + "\r\nContact:"));
  }
}
