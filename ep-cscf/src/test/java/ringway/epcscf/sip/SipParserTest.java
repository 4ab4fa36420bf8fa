// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.sip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static ringway.epcscf.sip.SampleMessages.bytes;
import static ringway.epcscf.sip.SampleMessages.message;
import static ringway.epcscf.sip.SampleMessages.request;

import com.sun.management.ThreadMXBean;
import gov.nist.javax.sip.header.Contact;
import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SipParserTest {
  private static final String PLAIN = request("OPTIONS", "z9hG4bKa", "c1");

  static Stream<Named<String>> wellFormed() {
    return Stream.of(
        Named.of("plain", PLAIN),
        Named.of(
            "folded lines, odd case, compact names, leading zeros",
            message(
                """
                INVITE sip:vivekg@chair-dnrc.example.com;unknownparam SIP/2.0
                TO :
                  sip:vivekg@chair-dnrc.example.com ;   tag    = 1918181833n
                from   : "J Rosenberg \\\\\\""       <sip:jdrosen@example.com>
                  ;
                  tag = 98asjd8
                MaX-fOrWaRdS: 0068
                Call-ID: wsinv.ndaksdj@192.0.2.1
                cseq: 0009
                  INVITE
                v:  SIP  / 2.0  /TCP     spindle.example.com   ;
                  branch  =   z9hG4bK9ikj8  ,
                 SIP  /    2.0   / UDP  192.168.255.111   ; branch=
                 z9hG4bK30239
                s :
                NewFangledHeader:   newfangled value
                 continued newfangled value
                m:"Quoted string \\"\\"" <sip:jdrosen@example.com> ; newparam =
                      newvalue ;
                  secondparam ; q = 0.33
                l: 0
                """)),
        Named.of("escaped user part", PLAIN.replace("sip:bob@", "sip:%20b%6fb@")),
        Named.of("escaped zero", PLAIN.replace("sip:bob@", "sip:null-%00-null@")),
        Named.of("semicolon in the user part", PLAIN.replace("sip:bob@", "sip:bob;par=u%40e@")),
        Named.of(
            "no space between name and bracket",
            PLAIN.replace("From: <", "From: caller<").replace("To: <", "To: \"B\"<")),
        Named.of(
            "unknown transports in Via",
            PLAIN.replace(
                "Max-Forwards",
                "Via: SIP/2.0/SCTP a.example;branch=z9hG4bK1, SIP/2.0/UNKNOWN b;branch=z9hG4bK2"
                    + "\r\nMax-Forwards")),
        Named.of(
            "unknown scheme in Request-URI",
            PLAIN.replace("OPTIONS sip:bob@ims.example.net SIP", "OPTIONS nobody:xy SIP")),
        Named.of("unknown method", PLAIN.replace("OPTIONS", "N!_*`EW.~%")),
        Named.of("unknown headers", PLAIN.replace("Contact:", "X-A: ä=\"€\r\nContact:")),
        Named.of("RFC 2543 branch", PLAIN.replace("z9hG4bKa", "1")),
        Named.of("no branch", PLAIN.replace(";branch=z9hG4bKa", "")),
        Named.of("branch that is the cookie alone", PLAIN.replace("z9hG4bKa", "z9hG4bK")),
        Named.of("no Max-Forwards", PLAIN.replace("Max-Forwards: 70\r\n", "")),
        Named.of("no Content-Length", PLAIN.replace("Content-Length: 0\r\n", "")),
        Named.of("empty lines in front", "\r\n\r\n" + PLAIN),
        Named.of("lone line feeds", PLAIN.replace("\r\n", "\n")),
        Named.of(
            "Expires of 32 bits", PLAIN.replace("Contact:", "Expires: 4294967295\r\nContact:")),
        Named.of(
            "two values of access network information",
            PLAIN.replace(
                "Contact:",
                "P-Access-Network-Info: IEEE-802.11;i-wlan-node-id=1, 3GPP-E-UTRAN-FDD;np\r\n"
                    + "Contact:")),
        Named.of(
            "compact Referred-By", PLAIN.replace("Contact:", "b: <sip:x@y>;cid=\"1\"\r\nContact:")),
        Named.of("Authorization of unknown scheme", authorized("NoOneKnows opaque-data=here")),
        Named.of("opaque token", authorized("Bearer ab/+c==")),
        Named.of("token as a parameter", authorized("Bearer access_token=\"ab/+c==\"")),
        Named.of(
            "outbound contact",
            PLAIN.replace(
                "ims.example.net;transport=ws>",
                "x.invalid;transport=ws;ob>;reg-id=1;+sip.instance=\"<urn:uuid:1>\"")),
        Named.of("IPv6 in Via", PLAIN.replace("x.invalid;branch", "[2001:db8::9:1]:5070;branch")),
        Named.of(
            "trailing comma in Route, as RFC 7118 prints it",
            PLAIN.replace(
                "Contact:",
                "Route: <sip:p.example:443;transport=ws;lr>,\r\n <sip:h1@p.example;lr>,\r\n"
                    + "Contact:")),
        Named.of(
            "addresses in IPv6, as RFC 5118 has them",
            PLAIN
                .replace("sip:bob@ims.example.net SIP", "sip:bob@[2001:db8::10]:5070 SIP")
                .replace("x.invalid;branch", "[2001:db8::9:255];received=[2001:db8::9:255];branch")
                .replace("alice@x.invalid", "alice@[2001:db8::9:1]")),
        Named.of("empty reason phrase", response("SIP/2.0 100 ")),
        Named.of("no space after the status", response("SIP/2.0 100")),
        Named.of("reason phrase in UTF-8", response("SIP/2.0 200 = 2**3 * 5**2 но сто")),
        Named.of("unknown status", response("SIP/2.0 699 Unheard")));
  }

  @ParameterizedTest
  @MethodSource("wellFormed")
  void aWellFormedMessageIsTakenAndWrittenAgain(String text) {
    SIPMessage parsed = SipParser.parse(text);

    SIPMessage again = SipParser.parse(SipMessages.bytes(parsed), Framing.WEBSOCKET);

    assertThat(SipMessages.bytes(again)).isEqualTo(SipMessages.bytes(parsed));
    assertThat(SipMessages.callId(again)).isNotEmpty();
  }

  static Stream<Bad> malformed() {
    return Stream.of(
        bad("nothing", 400, ""),
        bad("line breaks only", 400, "\r\n\r\n"),
        bad("no end of the headers", 400, "OPTIONS sip:a@b SIP/2.0\r\nVia: x"),
        bad("zeros", 400, "\0\0\0\0\r\n\r\n"),
        bad("another protocol", 400, "GET / HTTP/1.1\r\nHost: x\r\n\r\n"),
        bad("another version", 505, PLAIN.replace(" SIP/2.0\r\nVia", " SIP/7.0\r\nVia")),
        bad("brackets round the Request-URI", 400, start("OPTIONS <sip:bob@b> SIP/2.0")),
        bad("blank in the Request-URI", 400, start("OPTIONS sip:bob@b; lr SIP/2.0")),
        bad("several blanks in the start line", 400, start("OPTIONS  sip:bob@b  SIP/2.0")),
        bad("blank at the end of the start line", 400, start("OPTIONS sip:bob@b SIP/2.0 ")),
        bad(
            "headers in the Request-URI",
            400,
            start("OPTIONS sip:bob@b?Route=%3Csip:x%3E SIP/2.0")),
        bad("start line alone", 400, "OPTIONS sip:bob@b SIP/2.0\r\n\r\n"),
        bad("no Via", 400, without("Via")),
        bad("no From", 400, without("From")),
        bad("no To", 400, without("To")),
        bad("no Call-ID", 400, without("Call-ID")),
        bad("no CSeq", 400, without("CSeq")),
        bad("two From", 400, PLAIN.replace("To:", "From: <sip:x@y>;tag=2\r\nTo:")),
        bad("two To, one compact", 400, PLAIN.replace("Call-ID:", "t: <sip:x@y>\r\nCall-ID:")),
        bad("two Call-ID", 400, PLAIN.replace("CSeq:", "Call-ID: 2\r\nCSeq:")),
        bad("two Content-Length", 400, PLAIN + "").andReplaced("Contact:", "l: 0\r\nContact:"),
        bad("CSeq of another method", 400, PLAIN.replace("1 OPTIONS", "1 INVITE")),
        bad("CSeq too large", 400, PLAIN.replace("CSeq: 1", "CSeq: 36893488147419103232")),
        bad("Max-Forwards too large", 400, PLAIN.replace("Forwards: 70", "Forwards: 300")),
        bad("Max-Forwards negative", 400, PLAIN.replace("Forwards: 70", "Forwards: -1")),
        bad("Expires too large", 400, PLAIN.replace("Contact:", "Expires: 4294967296\r\nContact:")),
        bad("Content-Length negative", 400, PLAIN.replace("Length: 0", "Length: -999")),
        bad("Content-Length too large", 400, PLAIN.replace("Length: 0", "Length: 9999")),
        bad("Content-Length huge", 400, PLAIN.replace("Length: 0", "Length: 99999999999999999999")),
        bad("two messages in one", 400, PLAIN + PLAIN),
        bad("body without a type", 400, PLAIN.replace("Length: 0", "Length: 3") + "abc"),
        bad("open quote", 400, PLAIN.replace("To: <", "To: \"Mr. J. User <")),
        bad("comma in a bare display name", 400, PLAIN.replace("From: <", "From: Bell, Alex <")),
        bad("blanks in the address", 400, PLAIN.replace("To: <sip:bob", "To: < sip:bob ")),
        bad("zero in a header", 400, PLAIN.replace("To: <sip:b", "To: <sip:\0b")),
        bad("empty Via", 400, PLAIN.replace("SIP/2.0/WS x.invalid;branch=z9hG4bKa", "")),
        bad("empty values in Via", 400, PLAIN.replace("branch=z9hG4bKa", "branch=z9hG4bKa;;,;,,")),
        bad("carriage return in a line", 400, PLAIN.replace("To: <", "To:\r <")),
        bad("name that is no token", 400, PLAIN.replace("Contact:", "Con tact:")),
        bad("line without a colon", 400, PLAIN.replace("Contact:", "Contact")),
        bad("folding before any header", 400, PLAIN.replace("Via:", " Via:")),
        bad("status out of range", 400, response("SIP/2.0 4294967301 better not")),
        bad("status of two digits", 400, response("SIP/2.0 99 Low")),
        bad(
            "odd numbers of RAck",
            400,
            PLAIN.replace("Contact:", "RAck: 99999999999 x y\r\nContact:")));
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void aMalformedMessageIsRefusedWithTheRightStatus(Bad bad) {
    assertThat(refusal(bytes(bad.text()), Framing.WEBSOCKET).status()).isEqualTo(bad.status());
  }

  @ParameterizedTest
  @ValueSource(ints = {65_537, 100_000, 1_000_000})
  void whatIsTooLongIsRefusedUnread(int size) {
    byte[] huge = Arrays.copyOf(bytes(PLAIN), size);

    assertThat(refusal(huge, Framing.STREAM).status()).isEqualTo(513);
  }

  static Stream<Named<String>> quadratic() {
    String fill = "x".repeat(10);
    return Stream.of(
        Named.of(
            "folded lines",
            PLAIN.replace("Contact:", "X: a" + "\r\n b".repeat(15_000) + "\r\nContact:")),
        Named.of(
            "commas in Contact",
            PLAIN.replace("Contact:", "Contact: " + "<sip:a@b>,".repeat(6_000) + "\r\nContact:")),
        Named.of(
            "bare commas",
            PLAIN.replace("Contact:", "Contact: " + ",".repeat(60_000) + "\r\nContact:")),
        Named.of(
            "Via values in one line",
            PLAIN.replace(
                "Max-", "Via: " + "SIP/2.0/WS a;branch=z9hG4bK1,".repeat(2_000) + "x\r\nMax-")),
        Named.of(
            "header lines",
            PLAIN.replace("Contact:", ("X-" + fill + ": 1\r\n").repeat(3_000) + "Contact:")),
        Named.of("header names", PLAIN.replace("Contact:", "X".repeat(60_000) + "\r\nContact:")));
  }

  @ParameterizedTest
  @MethodSource("quadratic")
  void whatWouldCostTheParserDearlyIsRefusedCheaply(String text) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    refusal(bytes(text), Framing.WEBSOCKET); // classes loaded
    long before = threads.getCurrentThreadAllocatedBytes();

    SipReject reject = refusal(bytes(text), Framing.WEBSOCKET);

    assertThat(reject.status()).isEqualTo(400);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(20_000_000L);
  }

  @Test
  void foldsAndCommasWithinReasonAreTaken() {
    String text =
        PLAIN.replace(
            "Contact:",
            "Supported: " + "a,".repeat(20) + "\r\n b" + ",b".repeat(20) + "\r\nContact:");

    assertThat(SipMessages.hasOption(SipParser.parse(text), "Supported", "b")).isTrue();
  }

  @Test
  void madeUpHeaderNamesDoNotFillTheHeap() {
    for (int i = 0; i < 300; i++) {
      StringBuilder names = new StringBuilder();
      for (int j = 0; j < 50; j++) {
        names.append("X-").append(i).append('-').append(j).append(": 1\r\n");
      }
      SipParser.parse(PLAIN.replace("Contact:", names + "Contact:"));
    }

    assertThat(JainSetup.cachedHeaderNames()).isLessThan(5_000);
  }

  @Test
  void aDatagramMayBeLongerThanItsMessage() {
    byte[] two = bytes(PLAIN + "INVITE sip:second@x SIP/2.0\r\n\r\n");

    SIPMessage first = SipParser.parse(two, Framing.DATAGRAM);

    assertThat(SipMessages.is(first, "OPTIONS")).isTrue();
    assertThat(SipMessages.body(first)).isEmpty();
  }

  @Test
  void aDatagramShorterThanItsMessageIsRefused() {
    byte[] cut = bytes(PLAIN.replace("Length: 0", "Length: 10\r\nContent-Type: a/b") + "abc");

    assertThat(refusal(cut, Framing.DATAGRAM).status()).isEqualTo(400);
  }

  @Test
  void aBinaryBodyComesOutAsItWentIn() {
    byte[] body = {0, 1, (byte) 0xff, '\r', '\n', '\r', '\n', (byte) 0x80};
    byte[] head =
        bytes(PLAIN.replace("Length: 0", "Length: 8\r\nContent-Type: application/octet-stream"));
    byte[] whole = Arrays.copyOf(head, head.length + body.length);
    System.arraycopy(body, 0, whole, head.length, body.length);

    SIPMessage parsed = SipParser.parse(whole, Framing.WEBSOCKET);

    assertThat(SipMessages.body(parsed)).isEqualTo(body);
    assertThat(SipMessages.bytes(parsed)).endsWith(body);
  }

  @Test
  void theContactOfOutboundKeepsItsParameters() {
    SIPRequest parsed =
        (SIPRequest)
            SipParser.parse(
                PLAIN.replace(
                    "Contact: <sip:alice@x.invalid;transport=ws>",
                    "Contact: <sip:alice@x.invalid;transport=ws;ob>;reg-id=1\r\n"
                        + " ;+sip.instance=\"<urn:uuid:f81-7dec-14a06cf1>\";expires=60"));

    Contact contact = SipMessages.header(parsed, "m", Contact.class).orElseThrow();

    assertThat(contact.getParameter("reg-id")).isEqualTo("1");
    assertThat(contact.getParameter("+sip.instance")).contains("urn:uuid:f81-7dec-14a06cf1");
    assertThat(contact.getExpires()).isEqualTo(60);
    assertThat(contact.getAddress().getURI().toString()).contains(";ob");
  }

  @Test
  void aRefusalNamesTheHeaderButNotItsValue() {
    SipReject reject =
        refusal(bytes(PLAIN.replace("To: <sip:bob", "To: \"secret <sip:bob")), Framing.WEBSOCKET);

    assertThat(reject.warning().orElseThrow()).contains("To").doesNotContain("secret");
  }

  @Test
  void theLengthOfAStreamsBodyMustBeSaid() {
    assertThat(SipParser.contentLength(bytes(PLAIN))).isZero();
    assertThat(SipParser.contentLength(bytes(PLAIN.replace("Content-Length: 0", "l: 17"))))
        .isEqualTo(17);
    assertThat(
            catchThrowableOfType(
                SipReject.class, () -> SipParser.contentLength(bytes(without("Content-Length")))))
        .isNotNull();
  }

  @Test
  void aResponseKeepsItsReason() {
    SIPResponse parsed = (SIPResponse) SipParser.parse(response("SIP/2.0 200 но сто"));

    assertThat(new String(SipMessages.bytes(parsed), StandardCharsets.UTF_8))
        .startsWith("SIP/2.0 200 но сто\r\n");
  }

  /** A message and how it is to be refused. */
  record Bad(String name, int status, String text) {
    Bad andReplaced(String what, String with) {
      return new Bad(name, status, text.replace(what, with));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static Bad bad(String name, int status, String text) {
    return new Bad(name, status, text);
  }

  private static String start(String line) {
    return line + PLAIN.substring(PLAIN.indexOf("\r\n"));
  }

  private static String without(String header) {
    return PLAIN.replaceFirst("(?m)^" + header + ":[^\n]*\n", "");
  }

  private static String authorized(String credentials) {
    return PLAIN.replace("Contact:", "Authorization: " + credentials + "\r\nContact:");
  }

  private static String response(String statusLine) {
    return message(
        statusLine
            + """

            Via: SIP/2.0/UDP a.example;branch=z9hG4bKa
            From: <sip:alice@ims.example.net>;tag=a1
            To: <sip:bob@ims.example.net>;tag=b1
            Call-ID: c1
            CSeq: 1 OPTIONS
            Content-Length: 0
            """);
  }

  private static SipReject refusal(byte[] message, Framing framing) {
    return catchThrowableOfType(SipReject.class, () -> SipParser.parse(message, framing));
  }
}
