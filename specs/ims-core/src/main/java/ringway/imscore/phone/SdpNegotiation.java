// SPDX-License-Identifier: Apache-2.0
package ringway.imscore.phone;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import ringway.imscore.media.Codec;
import ringway.imscore.media.Stream;
import ringway.imscore.phone.Sdp.Direction;
import ringway.imscore.phone.Sdp.Media;
import ringway.imscore.sip.SipReject;

/** Offer and answer of one phone call (RFC 3264): one audio stream of plain RTP with G.711. */
final class SdpNegotiation {
  private static final int EVENTS_TYPE = 101;

  /** An answer and what it means. */
  record Answer(String text, Stream stream) {}

  private final InetAddress host;
  private final int port;
  private final long sessionId = ThreadLocalRandom.current().nextLong(1L << 50);
  private long version = sessionId;

  SdpNegotiation(InetAddress host, int port) {
    this.host = host;
    this.port = port;
  }

  /** What a phone that calls wants. */
  String offer() {
    StringBuilder text = head();
    List<String> formats = List.of("8", "0", Integer.toString(EVENTS_TYPE));
    audio(text, "RTP/AVP", formats, Direction.SENDRECV);
    text.append("a=rtpmap:8 PCMA/8000\r\na=rtpmap:0 PCMU/8000\r\n");
    events(text, EVENTS_TYPE);
    return text.toString();
  }

  /** The meaning of the answer to our {@link #offer}. */
  static Stream accepted(Sdp answer) {
    return answer.media().stream()
        .filter(SdpNegotiation::isUsable)
        .findFirst()
        .map(SdpNegotiation::stream)
        .orElseThrow(() -> notAcceptable("the answer has no G.711 audio"));
  }

  /** Takes the first audio that can be had, refuses every other section by port 0. */
  Answer answer(Sdp offer) {
    Media chosen =
        offer.media().stream()
            .filter(SdpNegotiation::isUsable)
            .findFirst()
            .orElseThrow(() -> notAcceptable("no G.711 audio over plain RTP offered"));
    Stream stream = stream(chosen);
    StringBuilder text = head();
    for (Media media : offer.media()) {
      if (media == chosen) {
        accept(text, media, stream);
      } else {
        text.append(
            "m=%s 0 %s %s\r\n"
                .formatted(media.type(), media.protocol(), media.formats().getFirst()));
      }
    }
    return new Answer(text.toString(), stream);
  }

  private void accept(StringBuilder text, Media media, Stream stream) {
    String type = Integer.toString(stream.payloadType());
    List<String> formats =
        stream.events().map(events -> List.of(type, events.toString())).orElse(List.of(type));
    audio(text, media.protocol(), formats, media.direction().mirrored());
    text.append("a=rtpmap:%s %s/8000\r\n".formatted(type, stream.codec()));
    stream.events().ifPresent(events -> events(text, events));
  }

  private StringBuilder head() {
    String family = host instanceof Inet6Address ? "IP6" : "IP4";
    version++;
    return new StringBuilder(
        "v=0\r\no=- %d %d IN %s %s\r\ns=-\r\nc=IN %s %s\r\nt=0 0\r\n"
            .formatted(
                sessionId, version, family, host.getHostAddress(), family, host.getHostAddress()));
  }

  private void audio(
      StringBuilder text, String protocol, List<String> formats, Direction direction) {
    text.append("m=audio %d %s %s\r\n".formatted(port, protocol, String.join(" ", formats)))
        .append("a=%s\r\na=ptime:20\r\n".formatted(direction.text()));
  }

  private static void events(StringBuilder text, int type) {
    text.append("a=rtpmap:%d telephone-event/8000\r\na=fmtp:%d 0-15\r\n".formatted(type, type));
  }

  /** Plain RTP only: what is encrypted has to end at the media function. */
  private static boolean isUsable(Media media) {
    return media.type().equals("audio")
        && media.port() > 0
        && media.address().isPresent()
        && (media.protocol().equals("RTP/AVP") || media.protocol().equals("RTP/AVPF"))
        && codec(media).isPresent();
  }

  private record Choice(Codec codec, int payloadType) {}

  /** The other side's order of preference counts. */
  private static Optional<Choice> codec(Media media) {
    for (String format : media.formats()) {
      for (Codec codec : Codec.values()) {
        String said = media.encodings().getOrDefault(format, "");
        boolean fits =
            said.isEmpty()
                ? format.equals(Integer.toString(codec.staticPayloadType()))
                : said.equals(codec + "/8000") || said.equals(codec + "/8000/1");
        if (fits) {
          return Optional.of(new Choice(codec, payloadType(format)));
        }
      }
    }
    return Optional.empty();
  }

  private static int payloadType(String format) {
    if (!format.matches("\\d{1,3}") || Integer.parseInt(format) > 127) {
      throw notAcceptable("bad payload type");
    }
    return Integer.parseInt(format);
  }

  private static Stream stream(Media media) {
    Choice choice = codec(media).orElseThrow();
    InetAddress peer = media.address().orElseThrow();
    // RFC 3264 §8.4: the old way to hold a call is to give no address.
    boolean reachable = !peer.isAnyLocalAddress();
    Direction theirs = media.direction();
    return new Stream(
        new InetSocketAddress(peer, media.port()),
        new InetSocketAddress(peer, media.rtcpPort().orElse(Math.min(media.port() + 1, 65_535))),
        choice.codec(),
        choice.payloadType(),
        media.formats().stream()
            .filter(
                format -> media.encodings().getOrDefault(format, "").equals("TELEPHONE-EVENT/8000"))
            .findFirst()
            .map(SdpNegotiation::payloadType),
        theirs.receives && reachable,
        theirs.sends && reachable);
  }

  private static SipReject notAcceptable(String why) {
    return new SipReject(488, "Not Acceptable Here").warning("sdp", why);
  }
}
