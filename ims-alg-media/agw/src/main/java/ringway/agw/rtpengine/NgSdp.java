// SPDX-License-Identifier: Apache-2.0
package ringway.agw.rtpengine;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import ringway.agw.dtls.Fingerprints;
import ringway.iq.Configure;
import ringway.iq.Fingerprint;
import ringway.iq.MediaFailure;
import ringway.iq.Reserved;

/**
 * The little SDP (RFC 8866) that passes between us and rtpengine: one m-line with all formats there
 * can be, so that it need never be told of others.
 */
final class NgSdp {
  private static final String END = "\r\n";
  private static final int RTP_COMPONENT = 1;

  /** All that can be: which they are, and what they mean, is settled with core and browser. */
  private static final String FORMATS =
      IntStream.concat(
              IntStream.of(0, 3, 8, 9, 13, 18), // RFC 3551 §6
              IntStream.concat(IntStream.range(35, 64), IntStream.range(96, 128)))
          .mapToObj(type -> " " + type)
          .collect(Collectors.joining());

  private final List<String> lines;

  private NgSdp(String text) {
    lines = text.lines().toList();
  }

  static NgSdp of(String text) {
    return new NgSdp(text);
  }

  /** Our plain end. */
  static String plain(InetAddress address, int port, int rtcpPort) {
    return head(address.getHostAddress(), family(address))
        + ("m=audio " + port + " RTP/AVPF" + FORMATS + END)
        + ("a=rtcp:" + rtcpPort + END)
        + ("a=sendrecv" + END);
  }

  /** The browser, whose addresses its checks will show. */
  static String browser(Configure.WebRtcRemote browser) {
    Fingerprint fingerprint =
        browser.fingerprints().stream().filter(Fingerprints::usable).findFirst().orElseThrow();
    // The browser's own role is the other one (RFC 8842 §5.3).
    String setup = browser.localRole() == Configure.DtlsRole.ACTIVE ? "passive" : "active";
    return head("0.0.0.0", "IP4") // with trickle, RFC 8840 §4.1.1; without, it would mean hold
        + ("m=audio 9 UDP/TLS/RTP/SAVPF" + FORMATS + END)
        + ("a=ice-ufrag:" + browser.ufrag() + END)
        + ("a=ice-pwd:" + browser.pwd() + END)
        + ("a=ice-options:trickle" + END)
        + ("a=fingerprint:" + fingerprint.hash() + " " + fingerprint.value() + END)
        + ("a=setup:" + setup + END)
        + ("a=rtcp-mux" + END)
        + ("a=sendrecv" + END);
  }

  private static String head(String address, String family) {
    String at = "IN " + family + " " + address + END;
    return "v=0" + END + "o=- 1 1 " + at + "s=-" + END + "c=" + at + "t=0 0" + END;
  }

  private static String family(InetAddress address) {
    return address.getAddress().length == 4 ? "IP4" : "IP6";
  }

  /** What a browser has to know of rtpengine. */
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
          && word[1].equals(Integer.toString(RTP_COMPONENT))
          && word[2].equalsIgnoreCase("udp")
          && word[7].equals("host")) {
        found.add(new Reserved.Candidate(word[4], Integer.parseInt(word[5])));
      }
    }
    if (found.isEmpty()) {
      throw unlike("a=candidate:");
    }
    return found;
  }

  /** Where rtpengine takes plain RTP. */
  InetSocketAddress rtp() {
    return new InetSocketAddress(connection(), Integer.parseInt(media().split(" ")[0]));
  }

  InetSocketAddress rtcp() {
    int port =
        value("a=rtcp:")
            .map(text -> Integer.parseInt(text.split(" ")[0]))
            .orElse(rtp().getPort() + 1);
    return new InetSocketAddress(connection(), port);
  }

  private String media() {
    return required("m=audio ");
  }

  private InetAddress connection() {
    String[] word = required("c=").split(" ");
    return InetAddress.ofLiteral(word[word.length - 1]);
  }

  private Optional<String> value(String start) {
    return lines.stream()
        .filter(line -> line.startsWith(start))
        .map(line -> line.substring(start.length()).strip())
        .reduce((_, last) -> last); // of the m-line rather than of the session
  }

  private String required(String start) {
    return value(start).orElseThrow(() -> unlike(start));
  }

  private static MediaFailure unlike(String what) {
    return new MediaFailure(
        MediaFailure.Kind.INTERNAL, "rtpengine answered without a line of " + what);
  }
}
