// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.alg;

import java.util.List;
import java.util.Optional;

/**
 * A session description (RFC 8866), as far as offer and answer use it: information, contacts, time
 * zones and keys are read over.
 *
 * @param times {@code t=} and {@code r=} values as they stand, each with its letter and {@code =}
 */
public record Sdp(
    Origin origin,
    String name,
    Optional<Connection> connection,
    List<Bandwidth> bandwidths,
    List<String> times,
    List<Attribute> attributes,
    List<MediaSection> media) {
  static final String NO_TIME = "t=0 0";

  public Sdp {
    bandwidths = List.copyOf(bandwidths);
    times = List.copyOf(times);
    attributes = List.copyOf(attributes);
    media = List.copyOf(media);
  }

  /** The {@code o=} line; the numbers are kept as text, for some exceed 63 bits. */
  public record Origin(String user, String id, String version, Connection address) {}

  /**
   * A {@code c=} value, or the end of an {@code o=} value.
   *
   * @param family {@code IP4} or {@code IP6}
   */
  public record Connection(String family, String address) {
    static Connection of(String address) {
      return new Connection(address.indexOf(':') >= 0 ? "IP6" : "IP4", address);
    }

    @Override
    public String toString() {
      return "IN " + family + " " + address;
    }
  }

  /** A {@code b=} line, in kbit/s or bit/s as its type says. */
  public record Bandwidth(String type, long value) {}

  public static Sdp parse(String text) {
    return new SdpParser(text).parse();
  }

  Sdp withMedia(List<MediaSection> others) {
    return new Sdp(origin, name, connection, bandwidths, times, attributes, others);
  }

  Sdp withVersion(long version) {
    Origin next = new Origin(origin.user, origin.id, Long.toString(version), origin.address);
    return new Sdp(next, name, connection, bandwidths, times, attributes, media);
  }

  /** RFC 3264 §8: the version counts the changes of what we send to one side. */
  static Sdp stamped(Optional<Sdp> sent, Sdp draft) {
    if (sent.isEmpty()) {
      return draft.withVersion(1);
    }
    long version = Long.parseLong(sent.get().origin.version);
    Sdp same = draft.withVersion(version);
    return same.equals(sent.get()) ? same : draft.withVersion(version + 1);
  }

  public String print() {
    StringBuilder out = new StringBuilder(1024);
    line(out, "v=0");
    line(out, "o=" + origin.user + " " + origin.id + " " + origin.version + " " + origin.address);
    line(out, "s=" + name);
    connection.ifPresent(value -> line(out, "c=" + value));
    print(out, bandwidths);
    times.forEach(time -> line(out, time));
    attributes.forEach(attribute -> print(out, attribute));
    for (MediaSection section : media) {
      print(out, section);
    }
    return out.toString();
  }

  private static void print(StringBuilder out, MediaSection section) {
    String port =
        section.ports() == 1 ? "" + section.port() : section.port() + "/" + section.ports();
    line(
        out,
        "m="
            + section.media()
            + " "
            + port
            + " "
            + section.protocol()
            + " "
            + String.join(" ", section.formats()));
    section.connection().ifPresent(value -> line(out, "c=" + value));
    print(out, section.bandwidths());
    section.attributes().forEach(attribute -> print(out, attribute));
  }

  private static void print(StringBuilder out, List<Bandwidth> bandwidths) {
    bandwidths.forEach(limit -> line(out, "b=" + limit.type + ":" + limit.value));
  }

  private static void print(StringBuilder out, Attribute attribute) {
    line(out, "a=" + attribute.name() + attribute.value().map(value -> ":" + value).orElse(""));
  }

  private static void line(StringBuilder out, String text) {
    out.append(text).append("\r\n");
  }
}
