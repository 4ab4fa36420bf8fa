// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.sip;

import static org.assertj.core.api.Assertions.assertThat;
import static ringway.epcscf.sip.SampleMessages.bytes;
import static ringway.epcscf.sip.SampleMessages.message;
import static ringway.epcscf.sip.SampleMessages.request;

import gov.nist.javax.sip.message.SIPResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BadMessageTest {
  private static final String PLAIN = request("INVITE", "z9hG4bKa", "c1");
  private static final SipReject REJECT = SipReject.badRequest("Contact not well formed");

  @Test
  void theAnswerFindsItsWayBackAndSaysWhatIsWrong() {
    String bad =
        PLAIN
            .replace("Max-Forwards", "v: SIP/2.0/TCP second;branch=z9hG4bKb\r\nMax-Forwards")
            .replace("From:", "f:")
            .replace("Contact: <", "Contact: \"<");

    SIPResponse answer = (SIPResponse) SipParser.parse(answer(bad));

    assertThat(answer.getStatusCode()).isEqualTo(400);
    assertThat(answer.getTopmostVia().getBranch()).isEqualTo("z9hG4bKa");
    assertThat(SipMessages.headers(answer, "Via")).hasSize(2);
    assertThat(SipMessages.callId(answer)).isEqualTo("c1");
    assertThat(SipMessages.method(answer)).isEqualTo("INVITE");
    assertThat(SipMessages.fromTag(answer)).contains("a1");
    assertThat(SipMessages.toTag(answer)).isPresent();
    assertThat(SipMessages.header(answer, "Warning"))
        .contains("399 ringway \"Contact not well formed\"");
  }

  @Test
  void aTagThatIsThereStays() {
    String inDialog = PLAIN.replace("To: <sip:bob@ims.example.net>", "To: <sip:bob@b>;tag=b7");

    assertThat(SipMessages.toTag(SipParser.parse(answer(inDialog)))).contains("b7");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Via", "CSeq"})
  void withoutWhatAnAnswerNeedsThereIsNone(String header) {
    String bad = PLAIN.replaceFirst("(?m)^" + header + ":[^\n]*\n", "");

    assertThat(BadMessage.answer(bytes(bad), REJECT)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"From", "To", "Call-ID"})
  void whatTheRequestLackedTheAnswerLacksToo(String header) {
    String bad = PLAIN.replaceFirst("(?m)^" + header + ":[^\n]*\n", "");

    assertThat(answer(bad)).startsWith("SIP/2.0 400 ").doesNotContain("\n" + header + ":");
  }

  @Test
  void responsesAndAcksAreNotAnswered() {
    assertThat(BadMessage.answer(bytes(request("ACK", "z9hG4bKa", "c1")), REJECT)).isEmpty();
    String response = PLAIN.replaceFirst("INVITE [^\r]*", "SIP/2.0 999 What");
    assertThat(BadMessage.answer(bytes(response), REJECT)).isEmpty();
    assertThat(BadMessage.isUnanswerable(bytes("\r\n" + response))).isTrue();
    assertThat(BadMessage.isUnanswerable(bytes(PLAIN))).isFalse();
  }

  @Test
  void headersHiddenInFoldedLinesAreNotCopied() {
    String bad = PLAIN.replace("Max-Forwards", "X: y\r\n To: <sip:evil@x>\r\nMax-Forwards");

    assertThat(answer(bad)).doesNotContain("evil");
  }

  @Test
  void whatComesAfterTheHeadIsNotLookedAt() {
    String bad = message("INVITE sip:a@b SIP/2.0\nVia: x") + PLAIN;

    assertThat(BadMessage.answer(bytes(bad), REJECT)).isEmpty();
  }

  private static String answer(String bad) {
    return new String(BadMessage.answer(bytes(bad), REJECT).orElseThrow(), StandardCharsets.UTF_8);
  }
}
