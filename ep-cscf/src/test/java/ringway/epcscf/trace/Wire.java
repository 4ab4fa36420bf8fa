// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.trace;

import gov.nist.javax.sip.message.SIPMessage;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import ringway.epcscf.sip.SipParser;

/** Messages and the addresses they went between. */
final class Wire {
  static final String TOKEN = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJl";
  static final Hop ACCESS =
      new Hop(
          true,
          "WSS",
          new InetSocketAddress("192.0.2.1", 443),
          new InetSocketAddress("198.51.100.7", 50123),
          "0123456789abcdef0123456789abcdef");
  static final Hop CORE =
      new Hop(
          false,
          "UDP",
          new InetSocketAddress("2001:db8::1", 5070),
          new InetSocketAddress("2001:db8::2", 5060),
          "udp 2001:db8::2:5060");

  private Wire() {}

  static String register(String callId, String extra) {
    return "REGISTER sip:ims.example.net SIP/2.0\r\n"
        + "Via: SIP/2.0/WSS x.invalid;branch=z9hG4bK1\r\n"
        + "Max-Forwards: 70\r\n"
        + "From: <sip:alice@ims.example.net>;tag=1\r\n"
        + "To: <sip:alice@ims.example.net>\r\n"
        + "Call-ID: "
        + callId
        + "\r\nCSeq: 1 REGISTER\r\n"
        + extra
        + "Content-Length: 0\r\n\r\n";
  }

  static String answer(String callId, String line) {
    return "SIP/2.0 "
        + line
        + "\r\nVia: SIP/2.0/WSS x.invalid;branch=z9hG4bK1\r\n"
        + "From: <sip:alice@ims.example.net>;tag=1\r\n"
        + "To: <sip:alice@ims.example.net>;tag=2\r\n"
        + "Call-ID: "
        + callId
        + "\r\nCSeq: 1 REGISTER\r\nContent-Length: 0\r\n\r\n";
  }

  static void pass(SipTap tap, Heading heading, Hop hop, String text) {
    byte[] wire = text.getBytes(StandardCharsets.UTF_8);
    SIPMessage message = SipParser.parse(wire);
    tap.passed(heading, message, wire, hop);
  }
}
