// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.alg;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The browser's half of a session, as agreed so far.
 *
 * @param lines of the session towards the browser
 * @param index which of them is the audio
 * @param video which of them is for the picture, in use or not; empty while there never was one
 * @param bundle mids of the group, in its order; empty for a browser that groups nothing. One that
 *     does refuses an answer without
 * @param role ours in the DTLS association there is
 * @param muxed whether RTP and RTCP share a port
 */
record AccessSide(
    List<Line> lines,
    int index,
    Optional<Integer> video,
    List<String> bundle,
    PayloadBook book,
    PayloadBook videoBook,
    Optional<DtlsRole> role,
    boolean muxed) {
  private static final long TYPE_PREFERENCE_HOST = 126;
  // RFC 6544 §4.2: below all of UDP, and of TCP the passive ones are 4 of 7.
  private static final long TYPE_PREFERENCE_TCP = 90;
  private static final long PASSIVE = 4 << 13;
  private static final int RTP = 1; // RFC 8839 §5.1: components
  private static final int RTCP = 2;
  private static final String PROTOCOL = "UDP/TLS/RTP/SAVPF";

  static AccessSide fresh(RtcpMux.Policy policy) {
    boolean muxed = policy != RtcpMux.Policy.REFUSED;
    return new AccessSide(
        List.of(new Line("audio", PROTOCOL, List.of("8"), Optional.of("0"))),
        0,
        Optional.empty(),
        muxed ? List.of("0") : List.of(),
        PayloadBook.EMPTY,
        PayloadBook.EMPTY,
        Optional.empty(),
        muxed);
  }

  void requirePortsOf(Local.Access local) {
    if (!muxed && local.rtcpCandidates().isEmpty()) {
      throw RtcpMux.needed();
    }
  }

  /** Of what is served. */
  Set<String> mids() {
    return Stream.concat(Stream.of(index), video.stream())
        .flatMap(i -> lines.get(i).mid().stream())
        .collect(Collectors.toSet());
  }

  /** Whether the picture is, or was last, part of the group. */
  private boolean pictured() {
    return video.flatMap(i -> lines.get(i).mid()).filter(bundle::contains).isPresent();
  }

  /**
   * With an m-line for the picture. One that was rejected is used again under another mid (RFC 8829
   * §5.2.2).
   */
  AccessSide withVideo() {
    if (pictured()) {
      return this;
    }
    int place = video.orElse(lines.size());
    Line line = new Line("video", PROTOCOL, List.of("96"), Optional.of(unusedMid()));
    List<Line> next = new ArrayList<>(lines);
    if (place < next.size()) {
      next.set(place, line);
    } else {
      next.add(line);
    }
    return new AccessSide(
        List.copyOf(next), index, Optional.of(place), bundle, book, videoBook, role, muxed);
  }

  private String unusedMid() {
    return IntStream.iterate(lines.size(), i -> i + 1)
        .mapToObj(i -> "v" + i)
        .filter(mid -> lines.stream().noneMatch(line -> line.mid().equals(Optional.of(mid))))
        .findFirst()
        .orElseThrow();
  }

  /** After an offer of the browser: its m-lines and numbers are what counts. */
  AccessSide following(AccessDescription offer, DtlsRole taken) {
    return new AccessSide(
        offer.lines(),
        offer.index(),
        offer.video().map(VideoStream::index).or(() -> Line.find(offer.lines(), "video")),
        offer.bundle(),
        book.learning(offer.audio()),
        offer.video().map(stream -> videoBook.learning(stream.video())).orElse(videoBook),
        Optional.of(taken),
        offer.peer().mux().shared());
  }

  /** Numbers for the sound of an offer of ours, which shares the transport with the picture. */
  PayloadBook covering(Audio offered) {
    return book.covering(offered, videoBook);
  }

  /** After an offer of ours, with the numbers the browser answered. */
  AccessSide answered(Audio offered, AccessDescription answer, DtlsRole taken) {
    return new AccessSide(
        lines,
        index,
        video,
        answer.bundle(),
        covering(offered).learning(answer.audio()),
        videoBook,
        Optional.of(taken),
        answer.peer().mux().shared());
  }

  /** After an offer of picture. */
  AccessSide answered(VideoMatch match, Video offered) {
    PayloadBook next = videoBook.covering(offered, book).learning(match.answered());
    return new AccessSide(lines, index, video, bundle, book, next, role, muxed);
  }

  /** After a description without picture: the group holds accepted m-lines only. */
  AccessSide withoutVideo() {
    List<String> rest =
        bundle.stream().filter(mid -> lines.get(index).mid().equals(Optional.of(mid))).toList();
    return new AccessSide(lines, index, video, rest, book, videoBook, role, muxed);
  }

  /** What a description says of us. */
  record Own(long origin, Local.Access local, String setup, Optional<String> tlsId) {}

  /** An answer, where every m-line of the group has the one transport. */
  Sdp answer(Own own, Audio audio, Optional<Video> picture) {
    return describe(own, audio, picture, false);
  }

  /** An offer, where a picture that is new to the group has no place outside it. */
  Sdp offer(Own own, Audio audio, Optional<Video> picture) {
    return describe(own, audio, picture, !pictured());
  }

  private Sdp describe(Own own, Audio audio, Optional<Video> picture, boolean bundleOnly) {
    List<MediaSection> media = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      Line line = lines.get(i);
      if (i == index) {
        media.add(
            live(
                line,
                own,
                AudioLines.formats(audio.payloads()),
                List.of(),
                AudioLines.attributes(audio)));
      } else if (picture.isPresent() && video.equals(Optional.of(i))) {
        media.add(bundleOnly ? bundleOnly(line, picture.get()) : live(line, own, picture.get()));
      } else {
        media.add(rejected(line));
      }
    }
    List<Attribute> session = new ArrayList<>();
    // TS 24.371 §5A.4: an ICE-lite gateway; the browser does the checks.
    session.add(Attribute.of("ice-lite"));
    List<String> group = group(picture.isPresent());
    if (!group.isEmpty()) {
      session.add(Attribute.of("group", "BUNDLE " + String.join(" ", group)));
    }
    Sdp.Connection address = Sdp.Connection.of(own.local.candidates().getFirst().address());
    return new Sdp(
        new Sdp.Origin("-", Long.toString(own.origin), "0", address),
        "-",
        Optional.empty(),
        List.of(),
        List.of(Sdp.NO_TIME),
        session,
        media);
  }

  /** JsSIP takes a line without a direction for one that is not on hold. */
  private static MediaSection rejected(Line line) {
    MediaSection plain = line.rejected();
    List<Attribute> attributes = new ArrayList<>(plain.attributes());
    attributes.add(Attribute.of(Direction.INACTIVE.attribute()));
    return new MediaSection(
        plain.media(),
        0,
        1,
        plain.protocol(),
        plain.formats(),
        Optional.empty(),
        List.of(),
        attributes);
  }

  /** RFC 8843 §7.3: the group holds accepted m-lines only, the one that was first stays first. */
  private List<String> group(boolean withPicture) {
    if (bundle.isEmpty()) {
      return List.of();
    }
    List<String> accepted = new ArrayList<>();
    lines.get(index).mid().ifPresent(accepted::add);
    if (withPicture) {
      video.flatMap(i -> lines.get(i).mid()).ifPresent(accepted::add);
    }
    return Stream.concat(bundle.stream(), accepted.stream())
        .distinct()
        .filter(accepted::contains)
        .toList();
  }

  private MediaSection live(Line line, Own own, Video picture) {
    return live(line, own, picture.numbers(), bandwidths(picture), picture.attributes());
  }

  private MediaSection live(
      Line line,
      Own own,
      List<String> formats,
      List<Sdp.Bandwidth> bandwidths,
      List<Attribute> described) {
    Local.Access local = own.local;
    Local.Candidate first = local.candidates().getFirst();
    List<Attribute> attributes = new ArrayList<>();
    line.mid().ifPresent(id -> attributes.add(Attribute.of("mid", id)));
    attributes.add(muxed ? Attribute.of("rtcp-mux") : rtcp(local.rtcpCandidates().getFirst()));
    attributes.add(Attribute.of("ice-ufrag", local.ufrag()));
    attributes.add(Attribute.of("ice-pwd", local.pwd()));
    // RFC 8840 §4.1.1: what the browser trickles is taken, though ICE-lite needs none of it.
    attributes.add(Attribute.of("ice-options", "ice2 trickle"));
    attributes.add(Attribute.of("fingerprint", local.fingerprint().toString()));
    attributes.add(Attribute.of("setup", own.setup));
    own.tlsId.ifPresent(id -> attributes.add(Attribute.of("tls-id", id)));
    attributes.addAll(candidates(local.candidates(), RTP));
    if (!muxed) {
      attributes.addAll(candidates(local.rtcpCandidates(), RTCP));
    }
    attributes.add(Attribute.of("end-of-candidates"));
    attributes.addAll(described);
    return new MediaSection(
        line.media(),
        first.port(),
        1,
        line.protocol(),
        formats,
        Optional.of(Sdp.Connection.of(first.address())),
        bandwidths,
        attributes);
  }

  /** RFC 8843 §7.2.1: no port, and the transport is that of the group. */
  private static MediaSection bundleOnly(Line line, Video picture) {
    List<Attribute> attributes = new ArrayList<>();
    line.mid().ifPresent(id -> attributes.add(Attribute.of("mid", id)));
    attributes.add(Attribute.of("bundle-only"));
    attributes.add(Attribute.of("rtcp-mux"));
    attributes.addAll(picture.attributes());
    return new MediaSection(
        line.media(),
        0,
        1,
        line.protocol(),
        picture.numbers(),
        Optional.of(Sdp.Connection.of("0.0.0.0")),
        bandwidths(picture),
        attributes);
  }

  private static List<Sdp.Bandwidth> bandwidths(Video picture) {
    return picture.kbits().stream().mapToObj(kbits -> new Sdp.Bandwidth("AS", kbits)).toList();
  }

  /** RFC 8839 §4.2.1.2, in the form of RFC 3605. */
  private static Attribute rtcp(Local.Candidate second) {
    return Attribute.of("rtcp", second.port() + " " + Sdp.Connection.of(second.address()));
  }

  /** RFC 8839 §5.1, priorities by RFC 8445 §5.1.2.1 in the order given. */
  private static List<Attribute> candidates(List<Local.Candidate> candidates, int component) {
    List<Attribute> lines = new ArrayList<>();
    for (int i = 0; i < candidates.size(); i++) {
      Local.Candidate candidate = candidates.get(i);
      long preference =
          candidate.tcp()
              ? (TYPE_PREFERENCE_TCP << 24) + (PASSIVE + 8191L - i << 8)
              : (TYPE_PREFERENCE_HOST << 24) + ((65535L - i) << 8);
      String form =
          candidate.tcp()
              ? "%d %d tcp %d %s %d typ host tcptype passive"
              : "%d %d udp %d %s %d typ host";
      lines.add(
          Attribute.of(
              "candidate",
              form.formatted(
                  i + 1,
                  component,
                  preference + 256 - component,
                  candidate.address(),
                  candidate.port())));
    }
    return lines;
  }
}
