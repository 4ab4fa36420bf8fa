// SPDX-License-Identifier: Apache-2.0
package ringway.agw.kurento;

import static ringway.agw.engine.EngineSdp.END;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Locale;
import ringway.agw.engine.EngineSdp;
import ringway.iq.Codec;
import ringway.iq.Configure;
import ringway.iq.MediaFailure;
import ringway.iq.Reserved;

/**
 * The little SDP (RFC 8866) that passes between us and Kurento: one m-line with one format, for
 * Kurento neither rejects what it does not know nor bears a change.
 */
final class KmsSdp {
  private final EngineSdp sdp;

  private KmsSdp(String text) {
    sdp = new EngineSdp("kurento", text);
  }

  static KmsSdp of(String text) {
    return new KmsSdp(text);
  }

  /** Our plain end, offered to an RtpEndpoint. */
  static String plain(InetAddress address, int port, int rtcpPort, Codec codec) {
    return EngineSdp.head(address)
        + ("m=audio " + port + " RTP/AVP " + codec.payload() + END)
        + rtpmap(codec)
        + ("a=rtcp:" + rtcpPort + END)
        + ("a=ptime:20" + END)
        + ("a=sendrecv" + END);
  }

  /**
   * The browser, as the answer to what a WebRtcEndpoint has offered. Without its sources Kurento
   * throws away what it sends.
   *
   * @throws MediaFailure without rtcp-mux: Kurento's offer has it (RFC 5761 §5.1.1 lets an answer
   *     do without), and what comes on the second component it does not take
   */
  String answerOf(Configure.WebRtcRemote browser, Codec codec) {
    EngineSdp.requireMux(browser);
    String mid = sdp.required("a=mid:");
    StringBuilder text =
        new StringBuilder(EngineSdp.headOfBrowser())
            .append("a=group:BUNDLE " + mid + END)
            .append("m=audio 9 " + sdp.media()[1] + " " + codec.payload() + END)
            .append("a=mid:" + mid + END)
            .append(EngineSdp.transport(browser))
            .append(rtpmap(codec));
    browser.sources().forEach(source -> text.append("a=ssrc:" + source + " cname:wic" + END));
    return text.toString();
  }

  private static String rtpmap(Codec codec) {
    String channels = codec.channels() > 1 ? "/" + codec.channels() : "";
    String map = codec.encoding() + "/" + codec.clockRate() + channels;
    String line = "a=rtpmap:" + codec.payload() + " " + map + END;
    return codec.parameters().isEmpty()
        ? line
        : line + "a=fmtp:" + codec.payload() + " " + codec.parameters() + END;
  }

  /** What a browser has to know of a WebRtcEndpoint that has gathered its candidates. */
  Reserved.WebRtcLocal webRtc() {
    return sdp.webRtc(_ -> true);
  }

  /**
   * Where an RtpEndpoint takes plain RTP. Its own {@code c=} is that of some interface, whatever
   * the one it sends from.
   *
   * @throws MediaFailure when it has not agreed to the format
   */
  InetSocketAddress rtp(InetAddress host, Codec codec) {
    String[] media = sdp.media();
    int port = sdp.rtpPort();
    boolean agreed = media.length == 3 && media[2].equals(Integer.toString(codec.payload()));
    // It repeats the first format it does not know, without a name for it.
    boolean named =
        sdp.lines().stream()
            .anyMatch(
                line ->
                    line.toLowerCase(Locale.ROOT)
                        .startsWith(
                            "a=rtpmap:%d %s/"
                                .formatted(
                                    codec.payload(), codec.encoding().toLowerCase(Locale.ROOT))));
    if (port == 0 || !agreed || !named && codec.payload() >= 96) {
      throw sdp.without("a port for " + codec.encoding());
    }
    return new InetSocketAddress(host, port);
  }

  InetSocketAddress rtcp(InetAddress host) {
    return new InetSocketAddress(host, sdp.rtcpPort());
  }
}
