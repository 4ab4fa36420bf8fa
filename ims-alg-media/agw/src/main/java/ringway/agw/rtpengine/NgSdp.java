// SPDX-License-Identifier: Apache-2.0
package ringway.agw.rtpengine;

import static ringway.agw.engine.EngineSdp.END;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import ringway.agw.engine.EngineSdp;
import ringway.iq.Configure;
import ringway.iq.Reserved;

/**
 * The little SDP (RFC 8866) that passes between us and rtpengine: one m-line with all formats there
 * can be, so that it need never be told of others.
 */
final class NgSdp {
  /** All that can be: which they are, and what they mean, is settled with core and browser. */
  private static final String FORMATS =
      IntStream.concat(
              IntStream.of(0, 3, 8, 9, 13, 18), // RFC 3551 §6
              IntStream.concat(IntStream.range(35, 64), IntStream.range(96, 128)))
          .mapToObj(type -> " " + type)
          .collect(Collectors.joining());

  /**
   * That the browser has two components, rtpengine learns from candidates alone once it has offered
   * rtcp-mux. These lead nowhere (RFC 5737): where the browser is, its checks show, and being lite
   * rtpengine sends none of its own. The port is that of RFC 8840 §4.1.1, for both.
   */
  private static final String TWO_COMPONENTS =
      ("a=rtcp:9 IN IP4 0.0.0.0" + END)
          + ("a=candidate:1 1 UDP 1 192.0.2.1 9 typ host" + END)
          + ("a=candidate:1 2 UDP 1 192.0.2.1 9 typ host" + END);

  private final EngineSdp sdp;

  private NgSdp(String text) {
    sdp = new EngineSdp("rtpengine", text);
  }

  static NgSdp of(String text) {
    return new NgSdp(text);
  }

  /** Our plain end. */
  static String plain(InetAddress address, int port, int rtcpPort) {
    return EngineSdp.head(address)
        + ("m=audio " + port + " RTP/AVPF" + FORMATS + END)
        + ("a=rtcp:" + rtcpPort + END)
        + ("a=sendrecv" + END);
  }

  /** The browser. */
  static String browser(Configure.WebRtcRemote browser) {
    return EngineSdp.headOfBrowser()
        + ("m=audio 9 UDP/TLS/RTP/SAVPF" + FORMATS + END)
        + EngineSdp.transport(browser)
        + (browser.rtcpMux() ? "" : TWO_COMPONENTS);
  }

  /** What a browser has to know of rtpengine. */
  Reserved.WebRtcLocal webRtc() {
    return sdp.webRtcWithRtcp("host"::equals);
  }

  /** Where rtpengine takes plain RTP. */
  InetSocketAddress rtp() {
    return new InetSocketAddress(connection(), sdp.rtpPort());
  }

  InetSocketAddress rtcp() {
    return new InetSocketAddress(connection(), sdp.rtcpPort());
  }

  private InetAddress connection() {
    String[] word = sdp.required("c=").split(" ");
    return InetAddress.ofLiteral(word[word.length - 1]);
  }
}
