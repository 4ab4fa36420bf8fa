// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.alg;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * An {@code m=} line and the lines that belong to it.
 *
 * @param ports how many consecutive ports, 1 as a rule
 */
public record MediaSection(
    String media,
    int port,
    int ports,
    String protocol,
    List<String> formats,
    Optional<Sdp.Connection> connection,
    List<Sdp.Bandwidth> bandwidths,
    List<Attribute> attributes) {
  public MediaSection {
    formats = List.copyOf(formats);
    bandwidths = List.copyOf(bandwidths);
    attributes = List.copyOf(attributes);
  }

  /** The same stream with other formats, and what is said of them. */
  MediaSection with(List<String> others, List<Attribute> said) {
    return new MediaSection(media, port, ports, protocol, others, connection, bandwidths, said);
  }

  /** The same with nothing said of header extensions (RFC 8285). */
  MediaSection withoutExtensions() {
    return with(
        formats, attributes.stream().filter(line -> !line.name().equals("extmap")).toList());
  }

  boolean has(String attribute) {
    return Attribute.isIn(attributes, attribute);
  }

  Optional<String> value(String attribute) {
    return Attribute.value(attributes, attribute);
  }

  /** A number, when there is one from 1 to 9999. */
  OptionalInt number(String attribute) {
    return value(attribute)
        .filter(text -> !text.startsWith("0"))
        .map(text -> Characters.number(text, 4))
        .orElse(OptionalInt.empty());
  }

  Optional<String> mid() {
    return value("mid");
  }

  /** RFC 8843 §6: port 0 with bundle-only is no rejection, the stream lives in its group. */
  boolean isLive() {
    return port != 0 || has("bundle-only");
  }

  /** RFC 8866 §5.8, RFC 3890: the bandwidth it takes, its own rather than that of the session. */
  OptionalLong kbits() {
    OptionalLong kbits = bandwidth("AS");
    return kbits.isPresent()
        ? kbits
        : bandwidth("TIAS").stream().map(bits -> Math.ceilDiv(bits, 1000)).findFirst();
  }

  private OptionalLong bandwidth(String type) {
    return bandwidths.stream()
        .filter(limit -> limit.type().equals(type) && limit.value() > 0)
        .mapToLong(Sdp.Bandwidth::value)
        .findFirst();
  }

  /** What the numbers of its formats stand for. */
  Map<Integer, String> rtpmaps() {
    Map<Integer, String> rtpmaps = new HashMap<>();
    for (Attribute attribute : attributes) {
      if (attribute.name().equals("rtpmap") && attribute.value().isPresent()) {
        String value = attribute.value().get();
        int space = value.indexOf(' ');
        if (space < 0) {
          throw new MalformedSdp("an rtpmap has no encoding");
        }
        rtpmaps.putIfAbsent(payloadType(value.substring(0, space)), value.substring(space + 1));
      }
    }
    return rtpmaps;
  }

  /** What its {@code fmtp} lines say of a format. */
  String parameters(int type) {
    String start = type + " ";
    return Attribute.values(attributes, "fmtp")
        .filter(value -> value.startsWith(start))
        .map(value -> value.substring(start.length()))
        .collect(Collectors.joining(";"));
  }

  static int payloadType(String text) {
    int type = Characters.number(text, 3).orElse(Integer.MAX_VALUE);
    if (type <= 127) {
      return type;
    }
    throw new MalformedSdp("a format is no payload type from 0 to 127");
  }
}
