// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.alg;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import ringway.epcscf.alg.NotAcceptable.Reason;

/**
 * What a description of the core side says that matters here.
 *
 * @param lines all its m-lines
 * @param index which of them is the audio that is served
 * @param peer empty while it wants no packets, held the way of old
 * @param video the picture that is served
 */
public record CoreDescription(
    List<Line> lines,
    int index,
    Optional<CorePeer> peer,
    Audio audio,
    Optional<VideoStream> video) {
  private static final Set<String> PROTOCOLS = Set.of("RTP/AVP", "RTP/AVPF");

  public static CoreDescription offer(Sdp sdp) {
    int index =
        first(sdp, "audio")
            .orElseThrow(
                () -> new NotAcceptable(Reason.NO_AUDIO, "no audio over plain RTP is offered"));
    return read(sdp, index, first(sdp, "video"));
  }

  public boolean hasVideo() {
    return video.isPresent();
  }

  /**
   * @throws NotAcceptable when packets could not go there from our address
   */
  void requireFamilyOf(Local.Core ours) {
    boolean ours6 = ours.address().indexOf(':') >= 0;
    if (Stream.of(peer, video.flatMap(VideoStream::peer))
        .flatMap(Optional::stream)
        .anyMatch(core -> core.address().indexOf(':') >= 0 != ours6)) {
      throw new NotAcceptable(Reason.ADDRESS, "the media address is not of our IP version");
    }
  }

  private static Optional<Integer> first(Sdp sdp, String type) {
    return IntStream.range(0, sdp.media().size())
        .filter(i -> isUsable(sdp.media().get(i), type))
        .boxed()
        .findFirst();
  }

  static CoreDescription answer(Sdp sdp, List<Line> offered, int index, Optional<Integer> video) {
    Line.requireSame(offered, Line.of(sdp));
    if (!isUsable(sdp.media().get(index), "audio")) {
      throw new NotAcceptable(Reason.NO_AUDIO, "the answer rejects the audio");
    }
    return read(sdp, index, video.filter(i -> isUsable(sdp.media().get(i), "video")));
  }

  private static boolean isUsable(MediaSection section, String type) {
    return section.media().equals(type)
        && section.port() != 0
        && PROTOCOLS.contains(section.protocol());
  }

  private static CoreDescription read(Sdp sdp, int index, Optional<Integer> video) {
    MediaSection section = sdp.media().get(index);
    Optional<CorePeer> peer = peer(sdp, section);
    Audio audio = Audio.of(sdp, section);
    return new CoreDescription(
        Line.of(sdp),
        index,
        peer,
        peer.isPresent() ? audio : audio.withDirection(held(audio.direction())),
        video.flatMap(i -> video(sdp, i)));
  }

  private static Optional<VideoStream> video(Sdp sdp, int index) {
    MediaSection section = sdp.media().get(index);
    Optional<CorePeer> peer = peer(sdp, section);
    return Video.of(sdp, section)
        .map(video -> section.protocol().equals("RTP/AVPF") ? video : video.withoutFeedback())
        .map(video -> peer.isPresent() ? video : video.withDirection(held(video.direction())))
        .map(video -> new VideoStream(index, video, peer));
  }

  /** RFC 3264 §8.4: hold as RFC 2543 had it; the phone wants nothing sent to it. */
  private static Direction held(Direction said) {
    return said.within(Direction.SENDONLY);
  }

  private static Optional<CorePeer> peer(Sdp sdp, MediaSection section) {
    String address =
        section
            .connection()
            .or(sdp::connection)
            .map(Sdp.Connection::address)
            .orElseThrow(
                () ->
                    new MalformedSdp(
                        "neither the session nor the " + section.media() + " has a c= line"));
    return isUnspecified(address)
        ? Optional.empty()
        : Optional.of(
            new CorePeer(
                address, section.port(), rtcpPort(sdp, section, address), section.kbits()));
  }

  private static boolean isUnspecified(String address) {
    try {
      // Literals only: a name would have to be looked up, and could be anybody's.
      InetAddress literal = InetAddress.ofLiteral(address);
      if (literal.isMulticastAddress()) {
        throw new NotAcceptable(Reason.ADDRESS, "the media address is multicast");
      }
      return literal.isAnyLocalAddress();
    } catch (IllegalArgumentException _) {
      throw new NotAcceptable(Reason.ADDRESS, "the media address is no IP address");
    }
  }

  /** RFC 3605; RFC 3556 §2 for the bandwidths that turn RTCP off. */
  private static int rtcpPort(Sdp sdp, MediaSection section, String address) {
    if (isZero(sdp, section, "RS") && isZero(sdp, section, "RR")) {
      return 0;
    }
    int usual = section.port() == 65535 ? 0 : section.port() + 1;
    return section.value("rtcp").map(value -> rtcpPort(value.split(" "), address)).orElse(usual);
  }

  private static int rtcpPort(String[] parts, String address) {
    int port = Characters.number(parts[0], 5).orElse(Integer.MAX_VALUE);
    if (port > 65535) {
      throw new MalformedSdp("a=rtcp has no port");
    }
    // One address serves both at the media function.
    boolean elsewhere = parts.length == 4 && !parts[3].equals(address);
    return elsewhere ? 0 : port;
  }

  private static boolean isZero(Sdp sdp, MediaSection section, String type) {
    return section.bandwidths().stream()
        .filter(limit -> limit.type().equals(type))
        .findFirst()
        .or(() -> sdp.bandwidths().stream().filter(limit -> limit.type().equals(type)).findFirst())
        .filter(limit -> limit.value() == 0)
        .isPresent();
  }
}
