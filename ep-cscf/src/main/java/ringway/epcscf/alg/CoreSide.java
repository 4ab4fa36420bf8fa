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
 */
record CoreSide(List<Line> lines, int index, PayloadBook book) {
  // G.711 at 20 ms, headers included; no other codec here needs more.
  private static final long SPEECH_KBITS_IP4 = 80;
  private static final long SPEECH_KBITS_IP6 = 88;

  static CoreSide fresh() {
    return new CoreSide(
        List.of(new Line("audio", "RTP/AVP", List.of("8"), Optional.empty())),
        0,
        PayloadBook.EMPTY);
  }

  /** After an offer of the core: its m-lines and numbers are what counts. */
  CoreSide following(CoreDescription offer) {
    return new CoreSide(offer.lines(), offer.index(), book.learning(offer.audio().payloads()));
  }

  /** After an offer of ours, with the numbers the core answered. */
  CoreSide answered(List<Payload> offered, List<Payload> answered) {
    return new CoreSide(lines, index, book.covering(offered).learning(answered));
  }

  /** TS 23.334 §6.2.10: plain RTP, nothing of ICE, DTLS or multiplexing. */
  Sdp describe(long origin, Local.Core local, Audio audio) {
    Sdp.Connection address = Sdp.Connection.of(local.address());
    List<MediaSection> media = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      media.add(i == index ? live(lines.get(i), local, audio) : lines.get(i).rejected());
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
    List<Attribute> attributes = new ArrayList<>(AudioLines.attributes(audio));
    if (local.rtcpPort() != 0) {
      attributes.add(Attribute.of("rtcp", Integer.toString(local.rtcpPort())));
    }
    long kbits = local.address().indexOf(':') >= 0 ? SPEECH_KBITS_IP6 : SPEECH_KBITS_IP4;
    return new MediaSection(
        "audio",
        local.port(),
        1,
        line.protocol(),
        AudioLines.formats(audio.payloads()),
        Optional.empty(),
        // TS 24.229 §6.1.1: each stream says what it takes.
        List.of(new Sdp.Bandwidth("AS", kbits)),
        attributes);
  }
}
