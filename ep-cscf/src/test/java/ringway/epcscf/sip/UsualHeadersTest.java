// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.sip;

import static org.assertj.core.api.Assertions.assertThat;

import gov.nist.javax.sip.header.RequestLine;
import gov.nist.javax.sip.header.SIPHeader;
import gov.nist.javax.sip.header.StatusLine;
import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.parser.ParserFactory;
import gov.nist.javax.sip.parser.RequestLineParser;
import gov.nist.javax.sip.parser.StatusLineParser;
import java.text.ParseException;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read without JAIN's parser is what JAIN would have read. */
class UsualHeadersTest {
  private static final String[] USUAL = {
    "Via: SIP/2.0/UDP 127.0.0.1:5070;branch=z9hG4bK54438b;rport",
    "Via: SIP/2.0/WS w1.invalid;branch=z9hG4bKr1;Keep",
    "From: <sip:u1@ims.example.net>;tag=f",
    "To: <sip:+15550101@IMS.example.net:5060;user=phone>",
    "To: <sips:ims.example.net>;tag=a.b-c",
    "Contact: <sip:u1@w1.invalid;transport=ws;ob>;reg-id=1;+sip.instance=\"<urn:uuid:0-1>\";q=0.5",
    "Path: <sip:6YtK3QAA_-x=@127.0.0.1:5070;lr;ob>",
    "Service-Route: <sip:orig@127.0.0.1:6060;lr>",
    "Call-ID: a84b4c76e66710@pc33.example.com",
    "Authorization: Bearer eyJhbGciOiJFUzI1NiJ9.e30.c2ln",
    "Authorization: Digest username=\"a\", realm=\"b, c\"",
    "WWW-Authenticate: Digest realm=\"x\", nonce=\"y\"",
    "CSeq: 314159 REGISTER",
    "CSeq: 1 foo",
    "Max-Forwards: 70",
    "Expires: 600",
    "Supported: path, outbound,gruu",
    "Require: path"
  };

  static {
    JainSetup.done();
  }

  @Test
  void theUsualFormsAreReadHereAndAsJainWould() throws ParseException {
    for (String line : USUAL) {
      assertThat(usual(line)).as(line).isPresent();
      assertSameAsJain(line);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Via: SIP/2.0/UDP a.example, SIP/2.0/TCP b.example",
        "Via: SIP / 2.0 / UDP a.example",
        "Via: SIP/2.0/UDP [2001:db8::1]:5060;branch=z9hG4bK1",
        "Via: SIP/2.0/UDP a.example;branch",
        "Via: SIP/2.0/UDP a.example;received=::1",
        "From: \"A\" <sip:a@example.net>;tag=1",
        "From: sip:a@example.net;tag=1",
        "From: <tel:+15550101>;tag=1",
        "To: <sip:a:secret@example.net>",
        "To: <sip:a%20b@example.net>",
        "To: <sip:a@example.net?Subject=x>",
        "Contact: *",
        "Contact: <sip:a@example.net>, <sip:b@example.net>",
        "Contact: <sip:a@example.net>;x=\"a\\\"b\"",
        "CSeq: 1",
        "Max-Forwards: -1",
        "Expires: 99999999999",
        "Supported:",
        "Subject: hello"
      })
  void anythingElseIsLeftToJain(String line) {
    assertThat(usual(line)).isEmpty();
  }

  @Test
  void whatIsReadHereOfChangedFormsJainReadsTheSame() throws ParseException {
    Random random = new Random(25);
    String characters = " \t;=,:<>\"@\\%+-._~[]?a1*/";
    int read = 0;
    for (int i = 0; i < 40_000; i++) {
      String line = USUAL[random.nextInt(USUAL.length)];
      int from = line.indexOf(':') + 2;
      int at = from + random.nextInt(line.length() - from);
      char c = characters.charAt(random.nextInt(characters.length()));
      String changed =
          line.substring(0, at) + c + line.substring(random.nextBoolean() ? at : at + 1);
      if (usual(changed.strip()).isPresent()) {
        read++;
        assertSameAsJain(changed.strip());
      }
    }
    assertThat(read).isGreaterThan(1000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "REGISTER sip:ims.example.net SIP/2.0",
        "INVITE sip:+15550199@ims.example.net:5060;user=phone;lr SIP/2.0",
        "INVITE tel:+15550199 SIP/2.0",
        "foo sips:a@b SIP/2.0"
      })
  void requestLinesAreReadAsJainWould(String line) throws ParseException {
    Optional<SIPMessage> usual = StartLines.usual(line);
    SIPMessage message = usual.isPresent() ? usual.get() : StartLines.read(line);
    RequestLine read = ((SIPRequest) message).getRequestLine();
    RequestLine jain = new RequestLineParser(line + "\n").parse();

    assertThat(read.encode()).isEqualTo(jain.encode());
    assertThat(read).isEqualTo(jain);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SIP/2.0 200 OK",
        "SIP/2.0 481 Call Leg-Transaction Does Not Exist",
        "SIP/2.0 180 Läutet",
        "SIP/2.0 604 ",
        "SIP/2.0 200 OK  "
      })
  void statusLinesAreReadAsJainWould(String line) throws ParseException {
    Optional<SIPMessage> usual = StartLines.usual(line);
    SIPMessage message = usual.isPresent() ? usual.get() : StartLines.read(line);
    StatusLine jain = new StatusLineParser(line + "\n").parse();

    assertThat(message.getFirstLine()).isEqualTo(jain.encode());
  }

  private static void assertSameAsJain(String line) throws ParseException {
    SIPHeader jain = ParserFactory.createParser(line + "\n").parse();
    SIPHeader here = usual(line).orElseThrow();

    assertThat(here).as(line).isInstanceOf(jain.getClass());
    assertThat(here.encode()).as(line).isEqualTo(jain.encode());
    assertThat(here).as(line).isEqualTo(jain);
  }

  private static Optional<SIPHeader> usual(String line) {
    int colon = line.indexOf(':');
    return UsualHeaders.read(line.substring(0, colon), line.substring(colon + 1).strip());
  }
}
