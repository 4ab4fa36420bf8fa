// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.sip;

import static org.assertj.core.api.Assertions.assertThat;

import gov.nist.javax.sip.message.SIPRequest;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EncodedTest {
  private static final Set<String> LEFT_OUT = Set.of("Via", "CSeq");

  @Test
  void headersCanBeLeftOutOfTheText() {
    String text = Encoded.of(request("z9hG4bK1")).without(LEFT_OUT, "");

    assertThat(text)
        .startsWith("MESSAGE sip:bob@ims.example.net SIP/2.0\r\n")
        .contains("Call-ID: c1\r\n")
        .doesNotContain("z9hG4bK1")
        .doesNotContain("CSeq:")
        .endsWith("\r\n\r\nVia: is no header here, nor is grün");
  }

  @Test
  void theTextBeforeIsReturnedWhereNothingElseHasChanged() {
    String before = Encoded.of(request("z9hG4bK1")).without(LEFT_OUT, "").replace("grün", "red");
    SIPRequest again = request("z9hG4bK2");
    SipMessages.setBody(again, "text/plain", "Via: is no header here, nor is red");
    SIPRequest first = request("z9hG4bK1");
    SipMessages.setBody(first, "text/plain", "Via: is no header here, nor is red");
    String kept = Encoded.of(first).without(LEFT_OUT, before);

    assertThat(Encoded.of(again).without(LEFT_OUT, kept)).isSameAs(kept);
  }

  @Test
  void aTextThatDiffersIsMadeAnew() {
    String before = Encoded.of(request("z9hG4bK1")).without(LEFT_OUT, "");
    SIPRequest changed = request("z9hG4bK1");
    SipMessages.setHeader(changed, "Expires", "60");

    assertThat(Encoded.of(changed).without(LEFT_OUT, before)).contains("Expires: 60\r\n");
    assertThat(Encoded.of(request("z9hG4bK1")).without(LEFT_OUT, before + "x")).isEqualTo(before);
  }

  private static SIPRequest request(String branch) {
    SIPRequest request = SampleMessages.parsedRequest("MESSAGE", branch, "c1");
    SipMessages.setBody(request, "text/plain", "Via: is no header here, nor is grün");
    return request;
  }
}
