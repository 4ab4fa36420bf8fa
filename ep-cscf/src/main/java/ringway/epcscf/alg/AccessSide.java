// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.alg;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The browser's half of a session, as agreed so far.
 *
 * @param lines of the session towards the browser
 * @param index which of them is the audio
 * @param bundled whether to speak of BUNDLE: a browser that groups refuses an answer without
 * @param role ours in the DTLS association there is
 */
record AccessSide(
    List<Line> lines, int index, boolean bundled, PayloadBook book, Optional<DtlsRole> role) {
  private static final long TYPE_PREFERENCE_HOST = 126;

  static AccessSide fresh() {
    return new AccessSide(
        List.of(new Line("audio", "UDP/TLS/RTP/SAVPF", List.of("8"), Optional.of("0"))),
        0,
        true,
        PayloadBook.EMPTY,
        Optional.empty());
  }

  Optional<String> mid() {
    return lines.get(index).mid();
  }

  /** After an offer of the browser: its m-lines and numbers are what counts. */
  AccessSide following(AccessDescription offer, DtlsRole taken) {
    return new AccessSide(
        offer.lines(),
        offer.index(),
        offer.bundled(),
        book.learning(offer.audio().payloads()),
        Optional.of(taken));
  }

  /** After an offer of ours, with the numbers the browser answered. */
  AccessSide answered(List<Payload> offered, List<Payload> answered, DtlsRole taken) {
    return new AccessSide(
        lines, index, bundled, book.covering(offered).learning(answered), Optional.of(taken));
  }

  /**
   * @param setup the role as the description has it
   * @param tlsId name of the DTLS association, where one is due
   */
  Sdp describe(long origin, Local.Access local, Audio audio, String setup, Optional<String> tlsId) {
    List<MediaSection> media = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      media.add(i == index ? live(local, audio, setup, tlsId) : lines.get(i).rejected());
    }
    List<Attribute> session = new ArrayList<>();
    // TS 24.371 §5A.4: an ICE-lite gateway; the browser does the checks.
    session.add(Attribute.of("ice-lite"));
    if (bundled) {
      // RFC 8843 §7.3: the group holds accepted m-lines only.
      mid().ifPresent(id -> session.add(Attribute.of("group", "BUNDLE " + id)));
    }
    Sdp.Connection address = Sdp.Connection.of(local.candidates().getFirst().address());
    return new Sdp(
        new Sdp.Origin("-", Long.toString(origin), "0", address),
        "-",
        Optional.empty(),
        List.of(),
        List.of(Sdp.NO_TIME),
        session,
        media);
  }

  private MediaSection live(Local.Access local, Audio audio, String setup, Optional<String> tlsId) {
    Line line = lines.get(index);
    Local.Candidate first = local.candidates().getFirst();
    List<Attribute> attributes = new ArrayList<>();
    line.mid().ifPresent(id -> attributes.add(Attribute.of("mid", id)));
    attributes.add(Attribute.of("rtcp-mux"));
    attributes.add(Attribute.of("ice-ufrag", local.ufrag()));
    attributes.add(Attribute.of("ice-pwd", local.pwd()));
    // RFC 8840 §4.1.1: what the browser trickles is taken, though ICE-lite needs none of it.
    attributes.add(Attribute.of("ice-options", "ice2 trickle"));
    attributes.add(Attribute.of("fingerprint", local.fingerprint().toString()));
    attributes.add(Attribute.of("setup", setup));
    tlsId.ifPresent(id -> attributes.add(Attribute.of("tls-id", id)));
    attributes.addAll(candidates(local.candidates()));
    attributes.addAll(AudioLines.attributes(audio));
    return new MediaSection(
        "audio",
        first.port(),
        1,
        line.protocol(),
        AudioLines.formats(audio.payloads()),
        Optional.of(Sdp.Connection.of(first.address())),
        List.of(),
        attributes);
  }

  /** RFC 8839 §5.1, priorities by RFC 8445 §5.1.2.1 in the order given. */
  private static List<Attribute> candidates(List<Local.Candidate> candidates) {
    List<Attribute> lines = new ArrayList<>();
    for (int i = 0; i < candidates.size(); i++) {
      Local.Candidate candidate = candidates.get(i);
      long priority = (TYPE_PREFERENCE_HOST << 24) + ((65535L - i) << 8) + 255;
      lines.add(
          Attribute.of(
              "candidate",
              "%d 1 udp %d %s %d typ host"
                  .formatted(i + 1, priority, candidate.address(), candidate.port())));
    }
    lines.add(Attribute.of("end-of-candidates"));
    return lines;
  }
}
