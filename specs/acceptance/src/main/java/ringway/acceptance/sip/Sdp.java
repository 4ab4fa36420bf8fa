// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.sip;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A session description, taken apart into its lines (RFC 8866 §5). */
public record Sdp(List<String> session, List<Media> media) {
  /** One m= section; the m= line first. */
  public record Media(List<String> lines) {
    public Media {
      lines = List.copyOf(lines);
    }

    private String[] words() {
      return lines.getFirst().substring(2).split(" ");
    }

    public String kind() {
      return words()[0];
    }

    public int port() {
      return Integer.parseInt(words()[1].replaceFirst("/.*", ""));
    }

    public String protocol() {
      return words()[2];
    }

    public List<String> formats() {
      return List.of(words()).subList(3, words().length);
    }

    public Optional<String> attribute(String name) {
      return attributes(name).stream().findFirst();
    }

    public List<String> attributes(String name) {
      return valuesOf(lines, name);
    }

    /** Codec name and clock of the first format, such as {@code PCMA/8000}. */
    public String firstCodec() {
      String format = formats().getFirst();
      return codec(format).orElseThrow(() -> new AssertionError("no rtpmap for " + format));
    }

    public Optional<String> codec(String format) {
      return attributes("rtpmap").stream()
          .filter(map -> map.startsWith(format + " "))
          .map(map -> map.substring(format.length() + 1))
          .findFirst()
          .or(
              () ->
                  switch (format) {
                    // RFC 3551 §6: these need no rtpmap.
                    case "0" -> Optional.of("PCMU/8000");
                    case "8" -> Optional.of("PCMA/8000");
                    default -> Optional.empty();
                  });
    }

    /** Payload type of a codec, such as {@code telephone-event/8000}. */
    public Optional<String> format(String codec) {
      return formats().stream()
          .filter(format -> codec(format).filter(c -> c.equalsIgnoreCase(codec)).isPresent())
          .findFirst();
    }
  }

  public static Sdp parse(String text) {
    List<String> session = new ArrayList<>();
    List<List<String>> media = new ArrayList<>();
    text.lines()
        .filter(line -> !line.isBlank())
        .forEach(
            line -> {
              if (line.startsWith("m=")) {
                media.add(new ArrayList<>());
              }
              (media.isEmpty() ? session : media.getLast()).add(line);
            });
    return new Sdp(List.copyOf(session), media.stream().map(Media::new).toList());
  }

  public Media audio() {
    return media.stream()
        .filter(section -> section.kind().equals("audio"))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no audio in " + this));
  }

  /** Address of a section's connection line, or of the session's. */
  public String address(Media section) {
    return section.lines().stream()
        .filter(line -> line.startsWith("c="))
        .findFirst()
        .or(() -> session.stream().filter(line -> line.startsWith("c=")).findFirst())
        .map(line -> line.split(" ")[2])
        .orElseThrow(() -> new AssertionError("no c= line in " + this));
  }

  public Optional<String> sessionAttribute(String name) {
    return valuesOf(session, name).stream().findFirst();
  }

  /** The attribute as the browser finds it: in the section, or above all sections. */
  public Optional<String> attribute(Media section, String name) {
    return section.attribute(name).or(() -> sessionAttribute(name));
  }

  private static List<String> valuesOf(List<String> lines, String name) {
    String flag = "a=" + name;
    return lines.stream()
        .filter(line -> line.equals(flag) || line.startsWith(flag + ":"))
        .map(line -> line.length() == flag.length() ? "" : line.substring(flag.length() + 1))
        .toList();
  }
}
