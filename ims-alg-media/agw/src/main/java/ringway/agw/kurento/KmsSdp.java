// SPDX-License-Identifier: Apache-2.0
package ringway.agw.kurento;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import ringway.agw.dtls.Fingerprints;
import ringway.iq.Codec;
import ringway.iq.Configure;
import ringway.iq.Fingerprint;
import ringway.iq.MediaFailure;
import ringway.iq.Reserved;

/**
 * The little SDP (RFC 8866) that passes between us and Kurento: one m-line with one format, for
 * Kurento neither rejects what it does not know nor bears a change.
 */
final class KmsSdp {
  private static final String END = "\r\n";
  private static final int MOST_CANDIDATES = 16;

  private final List<String> lines;

  private KmsSdp(String text) {
    lines = text.lines().toList();
  }

  static KmsSdp of(String text) {
    return new KmsSdp(text);
  }

  /** Our plain end, offered to an RtpEndpoint. */
  static String plain(InetAddress address, int port, int rtcpPort, Codec codec) {
    return head(address.getHostAddress(), address.getAddress().length == 4 ? "IP4" : "IP6")
        + ("m=audio " + port + " RTP/AVP " + codec.payload() + END)
        + rtpmap(codec)
        + ("a=rtcp:" + rtcpPort + END)
        + ("a=ptime:20" + END)
        + ("a=sendrecv" + END);
  }

  /**
   * The browser, as the answer to what a WebRtcEndpoint has offered. Its addresses its checks will
   * show; without its sources Kurento throws away what it sends.
   */
  String answerOf(Configure.WebRtcRemote browser, Codec codec) {
    Fingerprint fingerprint =
        browser.fingerprints().stream().filter(Fingerprints::usable).findFirst().orElseThrow();
    // The browser's own role is the other one (RFC 8842 §5.3).
    String setup = browser.localRole() == Configure.DtlsRole.ACTIVE ? "passive" : "active";
    String mid = required("a=mid:");
    StringBuilder text =
        new StringBuilder(head("0.0.0.0", "IP4")) // with trickle, RFC 8840 §4.1.1
            .append("a=group:BUNDLE " + mid + END)
            .append("m=audio 9 " + media().split(" ")[1] + " " + codec.payload() + END)
            .append("a=mid:" + mid + END)
            .append("a=ice-ufrag:" + browser.ufrag() + END)
            .append("a=ice-pwd:" + browser.pwd() + END)
            .append("a=ice-options:trickle" + END)
            .append("a=fingerprint:" + fingerprint.hash() + " " + fingerprint.value() + END)
            .append("a=setup:" + setup + END)
            .append("a=rtcp-mux" + END)
            .append("a=sendrecv" + END)
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

  private static String head(String address, String family) {
    String at = "IN " + family + " " + address + END;
    return "v=0" + END + "o=- 1 1 " + at + "s=-" + END + "c=" + at + "t=0 0" + END;
  }

  /** What a browser has to know of a WebRtcEndpoint that has gathered its candidates. */
  Reserved.WebRtcLocal webRtc() {
    String[] fingerprint = required("a=fingerprint:").split(" ", 2);
    return new Reserved.WebRtcLocal(
        required("a=ice-ufrag:"),
        required("a=ice-pwd:"),
        candidates(),
        new Fingerprint(
            fingerprint[0].toLowerCase(Locale.ROOT), fingerprint[1].toUpperCase(Locale.ROOT)));
  }

  /** RFC 8839 §5.1: UDP and the component of RTP; the others are of no use with rtcp-mux. */
  private List<Reserved.Candidate> candidates() {
    List<Reserved.Candidate> found = new ArrayList<>();
    for (String line : lines) {
      String[] word = line.split(" ");
      if (line.startsWith("a=candidate:")
          && word.length >= 8
          && word[1].equals("1")
          && word[2].equalsIgnoreCase("udp")
          && found.size() < MOST_CANDIDATES) {
        found.add(new Reserved.Candidate(word[4], Integer.parseInt(word[5])));
      }
    }
    if (found.isEmpty()) {
      throw unlike("a line of a=candidate:");
    }
    return found;
  }

  /**
   * Where an RtpEndpoint takes plain RTP. Its own {@code c=} is that of some interface, whatever
   * the one it sends from.
   *
   * @throws MediaFailure when it has not agreed to the format
   */
  InetSocketAddress rtp(InetAddress host, Codec codec) {
    String[] media = media().split(" ");
    int port = Integer.parseInt(media[0]);
    boolean agreed = media.length == 3 && media[2].equals(Integer.toString(codec.payload()));
    // It repeats the first format it does not know, without a name for it.
    boolean named =
        lines.stream()
            .anyMatch(
                line ->
                    line.toLowerCase(Locale.ROOT)
                        .startsWith(
                            "a=rtpmap:%d %s/"
                                .formatted(
                                    codec.payload(), codec.encoding().toLowerCase(Locale.ROOT))));
    if (port == 0 || !agreed || !named && codec.payload() >= 96) {
      throw unlike("a port for " + codec.encoding());
    }
    return new InetSocketAddress(host, port);
  }

  InetSocketAddress rtcp(InetAddress host) {
    int rtp = Integer.parseInt(media().split(" ")[0]);
    int port = value("a=rtcp:").map(text -> Integer.parseInt(text.split(" ")[0])).orElse(rtp + 1);
    return new InetSocketAddress(host, port);
  }

  private String media() {
    return required("m=audio ");
  }

  private Optional<String> value(String start) {
    return lines.stream()
        .filter(line -> line.startsWith(start))
        .map(line -> line.substring(start.length()).strip())
        .reduce((_, last) -> last); // of the m-line rather than of the session
  }

  private String required(String start) {
    return value(start).orElseThrow(() -> unlike("a line of " + start));
  }

  private static MediaFailure unlike(String what) {
    return new MediaFailure(MediaFailure.Kind.INTERNAL, "kurento answered without " + what);
  }
}
