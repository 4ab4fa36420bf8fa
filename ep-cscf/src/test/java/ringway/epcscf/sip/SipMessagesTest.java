// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.sip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static ringway.epcscf.sip.SampleMessages.parsedRequest;
import static ringway.epcscf.sip.SampleMessages.request;

import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SipMessagesTest {
  @Test
  void aResponseHasWhatTheRequestHadAndATagOfOurs() {
    SIPRequest request =
        (SIPRequest)
            SipParser.parse(
                request("INVITE", "z9hG4bKa", "c1")
                    .replace("Max-", "Via: SIP/2.0/UDP b;branch=z9hG4bKb\r\nMax-")
                    .replace("Contact:", "Record-Route: <sip:p;lr>\r\nContact:"));

    SIPResponse response = SipMessages.response(request, 180, "Ringing");

    assertThat(SipMessages.headers(response, "Via"))
        .isEqualTo(SipMessages.headers(request, "Via"))
        .hasSize(2);
    assertThat(SipMessages.header(response, "From")).isEqualTo(SipMessages.header(request, "From"));
    assertThat(SipMessages.callId(response)).isEqualTo("c1");
    assertThat(SipMessages.cseq(response)).isEqualTo(1);
    assertThat(SipMessages.toTag(response)).isPresent();
  }

  @Test
  void tryingHasNoTagOfOurs() {
    SIPResponse trying =
        SipMessages.response(parsedRequest("INVITE", "z9hG4bKa", "c1"), 100, "Trying");

    assertThat(SipMessages.toTag(trying)).isEmpty();
  }

  @Test
  void aRejectTurnsIntoItsAnswer() {
    SIPResponse response =
        SipMessages.response(
            parsedRequest("INVITE", "z9hG4bKa", "c1"),
            SipReject.of(503, "Service Unavailable")
                .withWarning("say \"no\"\r\n")
                .withRetryAfter(Duration.ofSeconds(7))
                .withHeader("WWW-Authenticate", "Bearer realm=\"r\""));

    assertThat(response.getStatusCode()).isEqualTo(503);
    assertThat(SipMessages.header(response, "Retry-After")).contains("7");
    assertThat(SipMessages.header(response, "Warning")).contains("399 ringway \"say 'no'''\"");
    assertThat(SipMessages.header(response, "WWW-Authenticate"))
        .hasValueSatisfying(value -> assertThat(value).contains("realm=\"r\""));
  }

  @Test
  void aRequestOfOursIsWholeButForViaContactAndRoute() {
    SIPRequest request =
        SipMessages.request(
            "BYE",
            "sip:bob@127.0.0.1:5080;transport=tcp",
            "<sip:alice@ims.example.net>;tag=a",
            "<sip:bob@ims.example.net>;tag=b",
            "c9",
            5);
    SipMessages.addFirst(request, "Via", "SIP/2.0/UDP h;branch=" + SipMessages.newBranch());

    SIPRequest read = (SIPRequest) SipParser.parse(SipMessages.bytes(request), Framing.STREAM);

    assertThat(read.getMethod()).isEqualTo("BYE");
    assertThat(read.getRequestURI().toString()).isEqualTo("sip:bob@127.0.0.1:5080;transport=tcp");
    assertThat(SipMessages.cseq(read)).isEqualTo(5);
    assertThat(SipMessages.fromTag(read)).contains("a");
    assertThat(SipMessages.toTag(read)).contains("b");
  }

  @Test
  void listHeadersComeApartAndKeepTheirOrder() {
    SIPRequest request = parsedRequest("INVITE", "z9hG4bKa", "c1");
    SipMessages.addHeader(request, "Route", "<sip:a;lr>, <sip:b;lr>");
    SipMessages.addHeader(request, "Route", "<sip:c;lr>");
    SipMessages.addFirst(request, "Route", "<sip:x;lr>, <sip:y;lr>");

    assertThat(SipMessages.headers(request, "Route"))
        .containsExactly("<sip:x;lr>", "<sip:y;lr>", "<sip:a;lr>", "<sip:b;lr>", "<sip:c;lr>");
    assertThat(SipMessages.topRoute(request).orElseThrow().getHost()).isEqualTo("x");
    SipMessages.removeFirst(request, "Route");
    assertThat(SipMessages.topRoute(request).orElseThrow().getHost()).isEqualTo("y");
    SipMessages.removeHeaders(request, "Route");
    assertThat(SipMessages.hasHeader(request, "Route")).isFalse();
  }

  @Test
  void aCopyLivesItsOwnLife() {
    SIPRequest request = parsedRequest("INVITE", "z9hG4bKa", "c1");
    SIPRequest copy = SipMessages.copy(request);

    SipMessages.setHeader(copy, "Max-Forwards", "5");
    SipMessages.addFirst(copy, "Via", "SIP/2.0/UDP h;branch=z9hG4bKz");
    SipMessages.setBody(copy, "text/plain", "hello");

    assertThat(SipMessages.header(request, "Max-Forwards")).contains("70");
    assertThat(SipMessages.headers(request, "Via")).hasSize(1);
    assertThat(SipMessages.body(request)).isEmpty();
  }

  @Test
  void contentLengthIsAlwaysRight() {
    SIPRequest request = parsedRequest("MESSAGE", "z9hG4bKa", "c1");
    SipMessages.setBody(request, "text/plain", "grüße");

    String text = new String(SipMessages.bytes(request), StandardCharsets.UTF_8);
    assertThat(text).contains("Content-Length: 7\r\n").endsWith("\r\n\r\ngrüße");
    assertThat(SipMessages.contentType(request)).contains("text/plain");

    SipMessages.removeBody(request);
    text = new String(SipMessages.bytes(request), StandardCharsets.UTF_8);
    assertThat(text).contains("Content-Length: 0\r\n").doesNotContain("Content-Type");
  }

  @Test
  void optionsAreFoundInAnyCase() {
    SIPRequest request = parsedRequest("INVITE", "z9hG4bKa", "c1");
    SipMessages.addHeader(request, "Supported", "path, Outbound");

    assertThat(SipMessages.hasOption(request, "k", "outbound")).isTrue();
    assertThat(SipMessages.hasOption(request, "Supported", "gruu")).isFalse();
  }

  @Test
  void aValueCannotSmuggleInAHeader() {
    SIPRequest request = parsedRequest("INVITE", "z9hG4bKa", "c1");

    assertThatThrownBy(() -> SipMessages.setHeader(request, "Reason", "x\r\nRoute: <sip:evil>"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatCannotBeWrittenDoesNotShowItsValue() {
    SIPRequest request = parsedRequest("INVITE", "z9hG4bKa", "c1");

    assertThatThrownBy(() -> SipMessages.setHeader(request, "To", "<s3cret"))
        .hasMessage("To is not well formed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "<sip:a@b>", "sip:", "sip:a b@c", "://"})
  void whatIsNoUriIsABadRequest(String text) {
    assertThatThrownBy(() -> SipMessages.sipUri(text)).isInstanceOf(SipReject.class);
  }

  @Test
  void phoneNumbersAreUrisOfTheirOwn() {
    assertThat(SipMessages.isTel(SipMessages.uri("tel:+15550199"))).isTrue();
    assertThat(SipMessages.uri("tel:+15550199").toString()).isEqualTo("tel:+15550199");
    assertThat(SipMessages.sipUri("sip:+15550199@ims.example.net;user=phone").getUser())
        .isEqualTo("+15550199");
  }

  @Test
  void aWildcardContactHasNoUri() {
    SIPRequest all =
        (SIPRequest)
            SipParser.parse(
                request("REGISTER", "z9hG4bKa", "c1")
                    .replaceFirst("Contact: [^\r]*", "Contact: *\r\nExpires: 0"));

    assertThat(SipMessages.contactUri(all)).isEmpty();
  }
}
