// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.alg;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import ringway.epcscf.alg.NotAcceptable.Reason;

/**
 * What a WIC's description says that matters here.
 *
 * @param lines all its m-lines
 * @param index which of them is the audio that is served
 * @param bundle the mids of the BUNDLE group the audio is in (RFC 8843); empty without one
 * @param tlsId it names its DTLS association, so an answer must too (RFC 8842 §5.3)
 * @param video the picture that is served: one on the transport of the audio
 */
public record AccessDescription(
    List<Line> lines,
    int index,
    List<String> bundle,
    AccessPeer peer,
    Setup setup,
    boolean tlsId,
    Audio audio,
    Optional<VideoStream> video) {
  private static final Set<String> PROTOCOLS =
      Set.of("UDP/TLS/RTP/SAVPF", "UDP/TLS/RTP/SAVP", "RTP/SAVPF", "RTP/SAVP");

  /** Of an offer that begins a call. */
  public static AccessDescription offer(Sdp sdp) {
    return offer(sdp, Set.of());
  }

  /**
   * @param mids of what is served so far: it stays so while it is still there
   */
  static AccessDescription offer(Sdp sdp, Set<String> mids) {
    List<MediaSection> media = sdp.media();
    int index =
        first(media, mids, "audio")
            .orElseThrow(
                () -> new NotAcceptable(Reason.NO_AUDIO, "no audio over DTLS-SRTP is offered"));
    return read(sdp, index, first(media, mids, "video"));
  }

  private static Optional<Integer> first(List<MediaSection> media, Set<String> mids, String type) {
    List<Integer> usable =
        IntStream.range(0, media.size()).filter(i -> isUsable(media.get(i), type)).boxed().toList();
    return usable.stream()
        .filter(i -> media.get(i).mid().filter(mids::contains).isPresent())
        .findFirst()
        .or(() -> usable.stream().findFirst());
  }

  boolean bundled() {
    return !bundle.isEmpty();
  }

  public boolean hasVideo() {
    return video.isPresent();
  }

  String ufrag() {
    return peer.ufrag();
  }

  /** Of an answer to what we offered. */
  static AccessDescription answer(Sdp sdp, List<Line> offered, int index, Optional<Integer> video) {
    Line.requireSame(offered, Line.of(sdp));
    if (!isUsable(sdp.media().get(index), "audio")) {
      throw new NotAcceptable(Reason.NO_AUDIO, "the answer rejects the audio");
    }
    return read(sdp, index, video.filter(i -> isUsable(sdp.media().get(i), "video")));
  }

  private static boolean isUsable(MediaSection section, String type) {
    return section.media().equals(type)
        && section.isLive()
        && PROTOCOLS.contains(section.protocol());
  }

  private static AccessDescription read(Sdp sdp, int index, Optional<Integer> video) {
    MediaSection section = sdp.media().get(index);
    Optional<String> group = bundleOf(sdp, section);
    Transport transport = Transport.of(sdp, section, group);
    List<String> bundle =
        group
            .map(value -> List.of(value.substring("BUNDLE ".length()).split(" ")))
            .orElse(List.of());
    Audio audio = Audio.of(sdp, section);
    RtcpMux mux = RtcpMux.of(section);
    return new AccessDescription(
        Line.of(sdp),
        index,
        mux.shared() ? bundle : List.of(), // RFC 8843 §9.3: a group shares ports throughout
        transport.peer(mux),
        // RFC 4145 §4.1: active is what a description without the attribute means.
        transport.value("setup").map(Setup::of).orElse(Setup.ACTIVE),
        transport.value("tls-id").isPresent(),
        audio,
        video.filter(_ -> mux.shared()).flatMap(i -> video(sdp, i, bundle, audio)));
  }

  /** What an offer comes to: with or without rtcp-mux, whatever else it offers. */
  AccessDescription settled(RtcpMux.Policy policy, Local.Access local) {
    return peer.mux().agreed(policy, !local.rtcpCandidates().isEmpty()) ? this : separated();
  }

  /** RFC 5761 §5.1.1: an answer shares ports only where the offer does. */
  AccessDescription heldTo(AccessSide offered) {
    if (offered.muxed() && !peer.mux().shared()) {
      throw RtcpMux.needed();
    }
    return offered.muxed() ? this : separated();
  }

  /** The same without rtcp-mux, and so without a bundle and a picture in it. */
  AccessDescription separated() {
    AccessPeer separate =
        new AccessPeer(peer.ufrag(), peer.pwd(), peer.fingerprints(), peer.sources(), RtcpMux.NONE);
    return new AccessDescription(
        lines, index, List.of(), separate, setup, tlsId, audio, Optional.empty());
  }

  /**
   * Packets are told apart by payload type, so a picture that shares one with the sound is refused
   * as is one without a place in the bundle.
   */
  private static Optional<VideoStream> video(Sdp sdp, int index, List<String> bundle, Audio audio) {
    MediaSection section = sdp.media().get(index);
    if (!section.has("rtcp-mux") || section.mid().filter(bundle::contains).isEmpty()) {
      return Optional.empty();
    }
    return Video.of(sdp, section)
        .filter(video -> video.payloads().stream().noneMatch(picture -> audio.has(picture.type())))
        .map(video -> new VideoStream(index, video, Optional.empty()));
  }

  private static Optional<String> bundleOf(Sdp sdp, MediaSection section) {
    return Attribute.values(sdp.attributes(), "group")
        .filter(group -> group.startsWith("BUNDLE "))
        .filter(group -> section.mid().filter(List.of(group.split(" "))::contains).isPresent())
        .findFirst();
  }

  /**
   * ICE and DTLS attributes: of the m-line, else of the session, else of the first m-line of the
   * bundle, which speaks for all (RFC 8843 §7.1.3).
   */
  private record Transport(List<List<Attribute>> places) {
    // RFC 8839 §5.4
    private static final Pattern UFRAG = Pattern.compile("[A-Za-z0-9+/]{4,256}");
    private static final Pattern PWD = Pattern.compile("[A-Za-z0-9+/]{22,256}");
    private static final Pattern SOURCE = Pattern.compile("[0-9]{1,10}");
    private static final long LAST_SOURCE = 0xffff_ffffL;
    private static final int MOST_SOURCES = 16;

    static Transport of(Sdp sdp, MediaSection section, Optional<String> group) {
      List<List<Attribute>> places = new ArrayList<>();
      places.add(section.attributes());
      places.add(sdp.attributes());
      if (group.isPresent()) {
        Optional<String> tag = Optional.of(group.get().split(" ")[1]);
        sdp.media().stream()
            .filter(one -> one.mid().equals(tag))
            .forEach(one -> places.add(one.attributes()));
      }
      return new Transport(places);
    }

    Optional<String> value(String name) {
      for (List<Attribute> place : places) {
        Optional<String> value = Attribute.value(place, name);
        if (value.isPresent()) {
          return value;
        }
      }
      return Optional.empty();
    }

    AccessPeer peer(RtcpMux mux) {
      List<Fingerprint> fingerprints =
          places.stream()
              .map(place -> fingerprints(place))
              .filter(found -> !found.isEmpty())
              .findFirst()
              .orElseThrow(
                  // TS 24.371 wants DTLS-SRTP; SDES keys are never used (RFC 8827 §6.5).
                  () -> new NotAcceptable(Reason.NO_DTLS, "no a=fingerprint that can be used"));
      return new AccessPeer(
          credential("ice-ufrag", UFRAG), credential("ice-pwd", PWD), fingerprints, sources(), mux);
    }

    /** What the m-line itself says of its sources (RFC 5576 §4.1). */
    private List<Long> sources() {
      return Attribute.values(places.getFirst(), "ssrc")
          .map(value -> value.split(" ", 2)[0])
          .filter(source -> SOURCE.matcher(source).matches())
          .map(Long::valueOf)
          .filter(source -> source <= LAST_SOURCE)
          .distinct()
          .limit(MOST_SOURCES)
          .toList();
    }

    private static List<Fingerprint> fingerprints(List<Attribute> place) {
      return Attribute.values(place, "fingerprint")
          .flatMap(value -> Fingerprint.of(value).stream())
          .toList();
    }

    private String credential(String name, Pattern form) {
      return value(name)
          .filter(value -> form.matcher(value).matches())
          .orElseThrow(
              () -> new NotAcceptable(Reason.NO_ICE, "no a=" + name + " that can be used"));
    }
  }
}
