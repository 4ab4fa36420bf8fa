// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.sip;

import static org.assertj.core.api.Assertions.assertThat;
import static ringway.epcscf.sip.SampleMessages.bytes;
import static ringway.epcscf.sip.SampleMessages.message;
import static ringway.epcscf.sip.SampleMessages.request;

import gov.nist.javax.sip.header.Contact;
import gov.nist.javax.sip.header.Via;
import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Mutated messages: each is taken or refused, nothing else comes out. */
class SipFuzzTest {
  private static final int ROUNDS = 15_000;

  private static final List<String> SEEDS =
      List.of(
          request("INVITE", "z9hG4bKa", "c1"),
          message(
              """
              REGISTER sip:ims.example.net SIP/2.0
              Via: SIP/2.0/WSS x.invalid;branch=z9hG4bKr;keep;rport
              Max-Forwards: 70
              From: "Alice, A." <sip:alice@ims.example.net>;tag=a1
              To: <sip:alice@ims.example.net>
              Call-ID: r1@x.invalid
              CSeq: 2 REGISTER
              Contact: <sip:a@x.invalid;transport=ws>;reg-id=1;+sip.instance="<urn:uuid:1>";expires=600
              Authorization: Bearer access_token="abc.def/+=="
              Supported: path, outbound, gruu
              P-Access-Network-Info: IEEE-802.11;i-wlan-node-id=1, 3GPP-NR
              P-Preferred-Service: urn:urn-7:3gpp-service.ims.icsi.mmtel
              Security-Verify: tls;q=0.1
              Content-Length: 0
              """),
          message(
              """
              SIP/2.0 401 Unauthorized
              Via: SIP/2.0/UDP 127.0.0.1:5070;branch=z9hG4bKb;received=127.0.0.1;rport=5070
              Via: SIP/2.0/WS y.invalid;branch=z9hG4bKc
              From: <sip:alice@ims.example.net>;tag=a1
              To: <tel:+15550101>;tag=b1
              Call-ID: r1@x.invalid
              CSeq: 2 REGISTER
              WWW-Authenticate: Digest realm="ims.example.net", nonce="bm9uY2U=", algorithm=AKAv1-MD5, ik="0"
              P-Associated-URI: <sip:alice@ims.example.net>, <tel:+15550101>
              P-Charging-Vector: icid-value="1";orig-ioi=home1.net
              Service-Route: <sip:orig@scscf.ims.example.net;lr>
              RSeq: 7
              RAck: 7 2 INVITE
              Retry-After: 120 (busy);duration=3600
              Warning: 399 x "y"
              Session-Expires: 1800;refresher=uas
              Content-Length: 0
              """));

  private static final String[] MORSELS = {
    ",",
    ";",
    ":",
    "\"",
    "<",
    ">",
    "\r\n",
    "\r\n ",
    "\n",
    "\0",
    "%",
    "=",
    "@",
    "[",
    "]",
    "(",
    "\\",
    "4294967296",
    "-1",
    "z9hG4bK",
    "tel:",
    "sip:",
    "é",
    "\uFFFD",
    "*",
    "?",
    "SIP/2.0",
    " "
  };

  @ParameterizedTest
  @ValueSource(longs = {1, 20_261_121, 24_371, 7118, 4475})
  void mutatedMessagesAreTakenOrRefusedAndNothingElse(long seed) {
    Random random = new Random(seed);
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream stderr = System.err;
    int taken = 0;
    System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      for (int i = 0; i < ROUNDS; i++) {
        taken += survives(mutated(random)) ? 1 : 0;
      }
    } finally {
      System.setErr(stderr);
    }

    assertThat(taken).as("both outcomes occur").isBetween(1, ROUNDS - 1);
    assertThat(printed.toString(StandardCharsets.UTF_8)).as("JAIN prints nothing").isEmpty();
  }

  /** What is taken can also be used: every step a proxy makes with a message works. */
  private static boolean survives(byte[] message) {
    SIPMessage parsed;
    try {
      parsed = SipParser.parse(message, Framing.WEBSOCKET);
    } catch (SipReject reject) {
      assertThat(reject.status()).isIn(400, 505, 513);
      BadMessage.answer(message, reject)
          .ifPresent(answer -> SipParser.parse(statusOnly(answer), Framing.STREAM));
      return false;
    }
    SIPMessage copy = SipMessages.copy(parsed);
    assertThat(SipMessages.bytes(copy)).isNotEmpty();
    assertThat(SipMessages.method(copy)).isNotEmpty();
    assertThat(SipMessages.fromUri(copy)).isNotNull();
    assertThat(SipMessages.toUri(copy)).isNotNull();
    SipMessages.contactUri(copy);
    SipMessages.headers(copy, "Contact", Contact.class).forEach(Contact::getExpires);
    SipMessages.headers(copy, "Via", Via.class).forEach(Via::getTTL);
    assertThat(copy.getTopmostVia().getSentBy().toString()).isNotEmpty();
    SipLog.masked(copy);
    if (copy instanceof SIPRequest request) {
      assertThat(SipMessages.bytes(SipMessages.response(request, 480, "Gone"))).isNotEmpty();
      try {
        BearerCredentials.of(request);
      } catch (SipReject reject) {
        assertThat(reject.status()).isEqualTo(400);
      }
    }
    return true;
  }

  /** The copied headers may be what was wrong: only the frame of the answer must be right. */
  private static byte[] statusOnly(byte[] answer) {
    String text = new String(answer, StandardCharsets.UTF_8);
    assertThat(text).startsWith("SIP/2.0 ").endsWith("Content-Length: 0\r\n\r\n");
    assertThat(text.indexOf("\r\n\r\n")).isEqualTo(text.length() - 4);
    return bytes(
        text.substring(0, text.indexOf("\r\n") + 2)
            + "Via: SIP/2.0/WS x.invalid;branch=z9hG4bKa\r\nFrom: <sip:a@b>;tag=1\r\n"
            + "To: <sip:a@b>;tag=2\r\nCall-ID: 1\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n");
  }

  private static byte[] mutated(Random random) {
    StringBuilder text = new StringBuilder(SEEDS.get(random.nextInt(SEEDS.size())));
    for (int i = random.nextInt(4); i >= 0; i--) {
      int at = random.nextInt(text.length());
      int to = Math.min(text.length(), at + 1 + random.nextInt(12));
      switch (random.nextInt(5)) {
        case 0 -> text.delete(at, to);
        case 1 -> text.insert(at, MORSELS[random.nextInt(MORSELS.length)]);
        case 2 -> text.setCharAt(at, (char) random.nextInt(128));
        case 3 -> text.insert(at, text.substring(at, to).repeat(1 + random.nextInt(4)));
        default -> {
          int from = random.nextInt(text.length());
          text.insert(at, text.substring(from, Math.min(text.length(), from + 20)));
        }
      }
    }
    byte[] bytes = bytes(text.toString());
    if (random.nextInt(10) == 0) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return random.nextInt(20) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
  }
}
