// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.alg;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads one session description. Strict about what carries meaning here, lenient about the order of
 * lines within a section, for not every phone keeps it. One use each.
 */
final class SdpParser {
  private static final int MAX_CHARACTERS = 64 * 1024;
  private static final int MAX_LINES = 2000;
  private static final int MAX_MEDIA = 32;

  private static final Pattern NUMBER = Pattern.compile("\\d{1,20}");
  private static final Pattern PROTOCOL = Pattern.compile("[!#$%&'*+.0-9A-Z^_`a-z{|}~/-]+");
  private static final Pattern KBITS = Pattern.compile("\\d{1,18}");
  private static final Pattern ADDRESS = Pattern.compile("[0-9A-Za-z.:%/_-]{1,255}");

  private final List<String> lines;
  private int at;

  private Optional<Sdp.Connection> connection = Optional.empty();
  private List<Sdp.Bandwidth> bandwidths = new ArrayList<>();
  private List<Attribute> attributes = new ArrayList<>();
  private final List<String> times = new ArrayList<>();
  private final List<MediaSection> media = new ArrayList<>();

  SdpParser(String text) {
    if (text.length() > MAX_CHARACTERS) {
      throw new MalformedSdp("longer than " + MAX_CHARACTERS + " characters");
    }
    lines = text.lines().toList();
    if (lines.size() > MAX_LINES) {
      throw new MalformedSdp("more than " + MAX_LINES + " lines");
    }
  }

  Sdp parse() {
    if (!next('v').equals("0")) {
      throw malformed("the version is not 0");
    }
    Sdp.Origin origin = origin(next('o'));
    String name = next('s');
    sectionLines(true);
    Optional<Sdp.Connection> sessionConnection = connection;
    List<Sdp.Bandwidth> sessionBandwidths = bandwidths;
    List<Attribute> sessionAttributes = attributes;
    while (at < lines.size()) {
      if (media.size() == MAX_MEDIA) {
        throw new MalformedSdp(at + 1, "more than " + MAX_MEDIA + " media");
      }
      media.add(mediaSection());
    }
    return new Sdp(
        origin,
        name,
        sessionConnection,
        sessionBandwidths,
        times.isEmpty() ? List.of(Sdp.NO_TIME) : times,
        sessionAttributes,
        media);
  }

  /** The value of the next line, which must be of that type. */
  private String next(char type) {
    if (at == lines.size()) {
      throw new MalformedSdp(at + 1, type + "= is missing");
    }
    if (type() != type) {
      throw new MalformedSdp(at + 1, type + "= expected");
    }
    return value();
  }

  private char type() {
    String line = lines.get(at);
    if (line.length() < 2 || line.charAt(1) != '=') {
      throw new MalformedSdp(at + 1, "does not begin with a letter and =");
    }
    return line.charAt(0);
  }

  private String value() {
    String line = lines.get(at++);
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == 0x7f || (c < ' ' && c != '\t')) {
        throw malformed("holds a control character");
      }
    }
    return line.substring(2);
  }

  /** Of the line read last. */
  private MalformedSdp malformed(String cause) {
    return new MalformedSdp(at, cause);
  }

  /** Everything up to the next {@code m=}. */
  private void sectionLines(boolean session) {
    connection = Optional.empty();
    bandwidths = new ArrayList<>();
    attributes = new ArrayList<>();
    while (at < lines.size() && type() != 'm') {
      char type = type();
      String value = value();
      switch (type) {
        // Layered multicast repeats c=; the first is what counts here.
        case 'c' -> connection = connection.or(() -> Optional.of(connection(value)));
        case 'b' -> bandwidths.add(bandwidth(value));
        case 'a' -> attributes.add(attribute(value));
        case 't', 'r' -> {
          requireSession(session, type);
          times.add(type + "=" + value);
        }
        case 'u', 'e', 'p', 'z' -> requireSession(session, type);
        case 'i', 'k' -> {}
        // RFC 8866 §5: an unknown letter makes the whole description unusable.
        default -> throw malformed("unknown type");
      }
    }
  }

  private void requireSession(boolean session, char type) {
    if (!session) {
      throw malformed(type + "= within a media section");
    }
  }

  private Sdp.Origin origin(String value) {
    String[] parts = value.split(" ", -1);
    if (parts.length != 6 || parts[0].isEmpty()) {
      throw malformed("o= has not six parts");
    }
    if (!NUMBER.matcher(parts[1]).matches() || !NUMBER.matcher(parts[2]).matches()) {
      throw malformed("session id or version is no number");
    }
    return new Sdp.Origin(parts[0], parts[1], parts[2], connection(parts[3], parts[4], parts[5]));
  }

  private Sdp.Connection connection(String value) {
    String[] parts = value.split(" ", -1);
    if (parts.length != 3) {
      throw malformed("c= has not three parts");
    }
    return connection(parts[0], parts[1], parts[2]);
  }

  private Sdp.Connection connection(String net, String family, String address) {
    if (!net.equals("IN") || !(family.equals("IP4") || family.equals("IP6"))) {
      throw malformed("the network is neither IN IP4 nor IN IP6");
    }
    if (!ADDRESS.matcher(address).matches()) {
      throw malformed("the address is none");
    }
    return new Sdp.Connection(family, address);
  }

  private Sdp.Bandwidth bandwidth(String value) {
    int colon = value.indexOf(':');
    if (colon <= 0
        || !Characters.isToken(value.substring(0, colon))
        || !KBITS.matcher(value.substring(colon + 1)).matches()) {
      throw malformed("b= is not of the form type:number");
    }
    return new Sdp.Bandwidth(value.substring(0, colon), Long.parseLong(value.substring(colon + 1)));
  }

  private Attribute attribute(String value) {
    int colon = value.indexOf(':');
    String name = colon < 0 ? value : value.substring(0, colon);
    if (!Characters.isToken(name)) {
      throw malformed("the attribute has no name");
    }
    return colon < 0 ? Attribute.of(name) : Attribute.of(name, value.substring(colon + 1));
  }

  private MediaSection mediaSection() {
    String[] parts = next('m').split(" ", -1);
    if (parts.length < 4) {
      throw malformed("m= has not the four parts media, port, protocol, formats");
    }
    if (!Characters.isToken(parts[0])) {
      throw malformed("the media type is none");
    }
    if (!PROTOCOL.matcher(parts[2]).matches()) {
      throw malformed("the protocol is none");
    }
    List<String> formats = List.of(parts).subList(3, parts.length);
    if (formats.stream().anyMatch(format -> !Characters.isToken(format))) {
      throw malformed("a format is empty or no token");
    }
    int slash = parts[1].indexOf('/');
    int port = port(slash < 0 ? parts[1] : parts[1].substring(0, slash));
    int ports = slash < 0 ? 1 : port(parts[1].substring(slash + 1));
    sectionLines(false);
    return new MediaSection(
        parts[0], port, ports, parts[2], formats, connection, bandwidths, attributes);
  }

  private int port(String text) {
    int port = Characters.number(text, 5).orElse(Integer.MAX_VALUE);
    if (port <= 65535) {
      return port;
    }
    throw malformed("the port is no number from 0 to 65535");
  }
}
