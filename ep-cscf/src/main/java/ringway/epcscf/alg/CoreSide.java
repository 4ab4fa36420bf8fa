// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.alg;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The core's half of a session, as agreed so far.
 *
 * @param lines of the session towards the core
 * @param index which of them is the audio
 * @param video which of them is for the picture, in use or not; empty while there never was one
 * @param book numbers of the audio
 * @param videoBook numbers of the picture
 */
record CoreSide(
    List<Line> lines, int index, Optional<Integer> video, PayloadBook book, PayloadBook videoBook) {
  // G.711 at 20 ms, headers included; no other codec here needs more.
  private static final long SPEECH_KBITS_IP4 = 80;
  static final long SPEECH_KBITS_IP6 = 88;
  // What a browser sends and takes of a picture of 720 lines, when it does not say.
  static final long PICTURE_KBITS = 2000;

  static CoreSide fresh() {
    return new CoreSide(
        List.of(new Line("audio", "RTP/AVP", List.of("8"), Optional.empty())),
        0,
        Optional.empty(),
        PayloadBook.EMPTY,
        PayloadBook.EMPTY);
  }

  /** With an m-line for the picture. */
  CoreSide withVideo() {
    if (video.isPresent()) {
      return this;
    }
    List<Line> more = new ArrayList<>(lines);
    // TS 26.114 §6.2.3: a picture needs feedback, so AVPF.
    more.add(new Line("video", "RTP/AVPF", List.of("96"), Optional.empty()));
    return new CoreSide(List.copyOf(more), index, Optional.of(lines.size()), book, videoBook);
  }

  /** After an offer of the core: its m-lines and numbers are what counts. */
  CoreSide following(CoreDescription offer) {
    return new CoreSide(
        offer.lines(),
        offer.index(),
        offer.video().map(VideoStream::index).or(() -> Line.find(offer.lines(), "video")),
        book.learning(offer.audio()),
        offer.video().map(stream -> videoBook.learning(stream.video())).orElse(videoBook));
  }

  /** After an offer of ours, with the numbers the core answered. */
  CoreSide answered(Audio offered, Audio answered) {
    PayloadBook next = book.covering(offered, PayloadBook.EMPTY).learning(answered);
    return new CoreSide(lines, index, video, next, videoBook);
  }

  /** After an offer of picture. */
  CoreSide answered(VideoMatch match, Video offered) {
    PayloadBook next = videoBook.covering(offered, PayloadBook.EMPTY).learning(match.answered());
    return new CoreSide(lines, index, video, book, next);
  }

  /** TS 23.334 §6.2.10: plain RTP, nothing of ICE, DTLS or multiplexing. */
  Sdp describe(long origin, Local local, Audio audio, Optional<Video> picture) {
    Sdp.Connection address = Sdp.Connection.of(local.core().address());
    List<MediaSection> media = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      Line line = lines.get(i);
      if (i == index) {
        media.add(live(line, local.core(), audio));
      } else if (picture.isPresent() && video.equals(Optional.of(i))) {
        media.add(live(line, local.video().orElseThrow(), picture.get()));
      } else {
        media.add(line.rejected());
      }
    }
    return new Sdp(
        new Sdp.Origin("-", Long.toString(origin), "0", address),
        "-",
        Optional.of(address),
        List.of(),
        List.of(Sdp.NO_TIME),
        List.of(),
        media);
  }

  private static MediaSection live(Line line, Local.Core local, Audio audio) {
    long kbits = local.address().indexOf(':') >= 0 ? SPEECH_KBITS_IP6 : SPEECH_KBITS_IP4;
    return live(
        line, local, AudioLines.formats(audio.payloads()), kbits, AudioLines.attributes(audio));
  }

  private static MediaSection live(Line line, Local.Core local, Video picture) {
    Video fitting = line.protocol().equals("RTP/AVPF") ? picture : picture.withoutFeedback();
    return live(
        line,
        local,
        picture.numbers(),
        picture.kbits().orElse(PICTURE_KBITS),
        fitting.attributes());
  }

  private static MediaSection live(
      Line line, Local.Core local, List<String> formats, long kbits, List<Attribute> described) {
    List<Attribute> attributes = new ArrayList<>(described);
    if (local.rtcpPort() != 0) {
      attributes.add(Attribute.of("rtcp", Integer.toString(local.rtcpPort())));
    }
    return new MediaSection(
        line.media(),
        local.port(),
        1,
        line.protocol(),
        formats,
        Optional.empty(),
        // TS 24.229 §6.1.1: each stream says what it takes.
        List.of(new Sdp.Bandwidth("AS", kbits)),
        attributes);
  }
}
