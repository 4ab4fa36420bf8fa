// SPDX-License-Identifier: Apache-2.0
package ringway.agw.engine;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import ringway.agw.dtls.Fingerprints;
import ringway.iq.Configure;
import ringway.iq.Fingerprint;
import ringway.iq.MediaFailure;
import ringway.iq.Reserved;

/** What the little SDP (RFC 8866) between us and other media servers has in common. */
public final class EngineSdp {
  public static final String END = "\r\n";

  /** With trickle, RFC 8840 §4.1.1; without, it would mean hold. */
  private static final InetAddress ANYWHERE = InetAddress.ofLiteral("0.0.0.0");

  // RFC 8445 §4
  private static final String RTP_COMPONENT = "1";
  private static final String RTCP_COMPONENT = "2";

  private static final int MOST_CANDIDATES = 16;

  private final String engine;
  private final List<String> lines;

  /**
   * @param engine that wrote it, for people
   */
  public EngineSdp(String engine, String text) {
    this.engine = engine;
    this.lines = text.lines().toList();
  }

  /** The session part of a description of what is at this address. */
  public static String head(InetAddress address) {
    String family = address.getAddress().length == 4 ? "IP4" : "IP6";
    String at = "IN " + family + " " + address.getHostAddress() + END;
    return "v=0" + END + "o=- 1 1 " + at + "s=-" + END + "c=" + at + "t=0 0" + END;
  }

  /** The same of a browser, whose addresses its checks will show. */
  public static String headOfBrowser() {
    return head(ANYWHERE);
  }

  /** How a browser is reached and known. */
  public static String transport(Configure.WebRtcRemote browser) {
    Fingerprint fingerprint =
        browser.fingerprints().stream().filter(Fingerprints::usable).findFirst().orElseThrow();
    // The browser's own role is the other one (RFC 8842 §5.3).
    String setup = browser.localRole() == Configure.DtlsRole.ACTIVE ? "passive" : "active";
    return ("a=ice-ufrag:" + browser.ufrag() + END)
        + ("a=ice-pwd:" + browser.pwd() + END)
        + ("a=ice-options:trickle" + END)
        + ("a=fingerprint:" + fingerprint.hash() + " " + fingerprint.value() + END)
        + ("a=setup:" + setup + END)
        + (browser.rtcpMux() ? "a=rtcp-mux" + END : "")
        + ("a=sendrecv" + END);
  }

  public List<String> lines() {
    return lines;
  }

  /** To be asked of a browser for which there is one component alone. */
  public static void requireMux(Configure.WebRtcRemote browser) {
    if (!browser.rtcpMux()) {
      throw new MediaFailure(
          MediaFailure.Kind.BAD_COMMAND, "with this engine a browser needs rtcp-mux");
    }
  }

  /**
   * What a browser has to know of the engine, for one with rtcp-mux.
   *
   * @param kinds of candidates it may use: {@code host} and the others of RFC 8839 §5.1
   */
  public Reserved.WebRtcLocal webRtc(Predicate<String> kinds) {
    return webRtc(kinds, List.of());
  }

  /** The same for one with or without it. */
  public Reserved.WebRtcLocal webRtcWithRtcp(Predicate<String> kinds) {
    return webRtc(kinds, candidates(RTCP_COMPONENT, kinds));
  }

  private Reserved.WebRtcLocal webRtc(Predicate<String> kinds, List<Reserved.Candidate> ofRtcp) {
    String[] fingerprint = required("a=fingerprint:").split(" ", 2);
    List<Reserved.Candidate> candidates = candidates(RTP_COMPONENT, kinds);
    if (candidates.isEmpty()) {
      throw without("a line of a=candidate:");
    }
    return new Reserved.WebRtcLocal(
        required("a=ice-ufrag:"),
        required("a=ice-pwd:"),
        candidates,
        ofRtcp,
        new Fingerprint(
            fingerprint[0].toLowerCase(Locale.ROOT), fingerprint[1].toUpperCase(Locale.ROOT)));
  }

  /** Those of UDP, RFC 8839 §5.1. */
  private List<Reserved.Candidate> candidates(String component, Predicate<String> kinds) {
    List<Reserved.Candidate> found = new ArrayList<>();
    for (String line : lines) {
      String[] word = line.split(" ");
      if (line.startsWith("a=candidate:")
          && word.length >= 8
          && word[1].equals(component)
          && word[2].equalsIgnoreCase("udp")
          && kinds.test(word[7])
          && found.size() < MOST_CANDIDATES) {
        found.add(new Reserved.Candidate(word[4], Integer.parseInt(word[5])));
      }
    }
    return found;
  }

  /** The words after {@code m=audio}: port, profile, formats. */
  public String[] media() {
    return required("m=audio ").split(" ");
  }

  public int rtpPort() {
    return Integer.parseInt(media()[0]);
  }

  /** RFC 3605, or the next one. */
  public int rtcpPort() {
    return value("a=rtcp:")
        .map(text -> Integer.parseInt(text.split(" ")[0]))
        .orElseGet(() -> rtpPort() + 1);
  }

  public String required(String start) {
    return value(start).orElseThrow(() -> without("a line of " + start));
  }

  private Optional<String> value(String start) {
    return lines.stream()
        .filter(line -> line.startsWith(start))
        .map(line -> line.substring(start.length()).strip())
        .reduce((_, last) -> last); // of the m-line rather than of the session
  }

  /** The engine's answer lacks this. */
  public MediaFailure without(String what) {
    return new MediaFailure(MediaFailure.Kind.INTERNAL, engine + " answered without " + what);
  }
}
