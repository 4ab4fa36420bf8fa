// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.sip;

import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import java.nio.charset.StandardCharsets;

/** Messages for tests, as text. */
public final class SampleMessages {
  private SampleMessages() {}

  /** Lines to a message without a body; a text block is welcome. */
  public static String message(String lines) {
    return lines.strip().replace("\n", "\r\n") + "\r\n\r\n";
  }

  /** A well formed request over WebSocket. */
  public static String request(String method, String branch, String callId) {
    return request("SIP/2.0/WS x.invalid;branch=" + branch, method, callId, 1);
  }

  public static String request(String via, String method, String callId, long cseq) {
    return message(
        """
        %1$s sip:bob@ims.example.net SIP/2.0
        Via: %2$s
        Max-Forwards: 70
        From: <sip:alice@ims.example.net>;tag=a1
        To: <sip:bob@ims.example.net>
        Call-ID: %3$s
        CSeq: %4$d %1$s
        Contact: <sip:alice@x.invalid;transport=ws>
        Content-Length: 0
        """
            .formatted(method, via, callId, cseq));
  }

  public static SIPRequest parsedRequest(String method, String branch, String callId) {
    return (SIPRequest) SipParser.parse(request(method, branch, callId));
  }

  public static SIPResponse answer(SIPRequest request, int status) {
    return SipMessages.response(request, status, "Because");
  }

  public static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
