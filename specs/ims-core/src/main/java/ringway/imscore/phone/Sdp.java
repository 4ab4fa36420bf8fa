// SPDX-License-Identifier: Apache-2.0
package ringway.imscore.phone;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import ringway.imscore.sip.SipReject;

/** The parts of a session description (RFC 8866) that matter to a G.711 phone. */
record Sdp(List<Media> media) {
  /** RFC 3264 §6.1, from the point of view of who wrote it. */
  enum Direction {
    SENDRECV(true, true),
    SENDONLY(true, false),
    RECVONLY(false, true),
    INACTIVE(false, false);

    final boolean sends;
    final boolean receives;

    Direction(boolean sends, boolean receives) {
      this.sends = sends;
      this.receives = receives;
    }

    /** How the other side answers it. */
    Direction mirrored() {
      return switch (this) {
        case SENDONLY -> RECVONLY;
        case RECVONLY -> SENDONLY;
        case SENDRECV, INACTIVE -> this;
      };
    }

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Direction> of(String attribute) {
      for (Direction direction : values()) {
        if (direction.text().equals(attribute)) {
          return Optional.of(direction);
        }
      }
      return Optional.empty();
    }
  }

  /**
   * One m= section.
   *
   * @param formats payload types in order of preference
   * @param encodings payload type to {@code PCMA/8000}, as far as said
   * @param rtcpPort from a=rtcp (RFC 3605), when said
   */
  record Media(
      String type,
      int port,
      String protocol,
      List<String> formats,
      Map<String, String> encodings,
      Optional<InetAddress> address,
      Direction direction,
      Optional<Integer> rtcpPort) {}

  /** Refuses with 488 what cannot be understood. */
  static Sdp parse(String text) {
    try {
      return new Reader().read(text);
    } catch (IllegalArgumentException malformed) { // NumberFormatException is one
      throw new SipReject(488, "Not Acceptable Here").warning("sdp", "unreadable description");
    }
  }

  /** Collects line by line; a new m= closes the section before it. */
  private static final class Reader {
    private final List<Media> done = new ArrayList<>();
    private Optional<InetAddress> sessionAddress = Optional.empty();
    private Direction sessionDirection = Direction.SENDRECV;
    private Optional<String[]> section = Optional.empty();
    private Map<String, String> encodings = new HashMap<>();
    private Optional<InetAddress> address = Optional.empty();
    private Direction direction = Direction.SENDRECV;
    private Optional<Integer> rtcpPort = Optional.empty();

    Sdp read(String text) {
      if (!text.startsWith("v=0")) {
        throw new IllegalArgumentException("no session description");
      }
      text.lines().map(String::strip).forEach(this::line);
      finish();
      return new Sdp(List.copyOf(done));
    }

    private void line(String line) {
      if (line.startsWith("m=")) {
        finish();
        section = Optional.of(line.substring(2).split(" +"));
        address = sessionAddress;
        direction = sessionDirection;
        encodings = new HashMap<>();
        rtcpPort = Optional.empty();
      } else if (line.startsWith("c=")) {
        address = Optional.of(address(line));
        if (section.isEmpty()) {
          sessionAddress = address;
        }
      } else if (line.startsWith("a=")) {
        attribute(line.substring(2));
      }
    }

    private void attribute(String attribute) {
      Direction.of(attribute)
          .ifPresent(
              found -> {
                direction = found;
                if (section.isEmpty()) {
                  sessionDirection = found;
                }
              });
      if (attribute.startsWith("rtpmap:")) {
        String[] parts = attribute.substring("rtpmap:".length()).split(" +", 2);
        if (parts.length == 2) {
          encodings.put(parts[0], parts[1].toUpperCase(Locale.ROOT));
        }
      } else if (attribute.startsWith("rtcp:")) {
        rtcpPort = Optional.of(port(attribute.substring("rtcp:".length()).split(" ")[0]));
      }
    }

    private void finish() {
      section.ifPresent(
          parts -> {
            if (parts.length < 4) {
              throw new IllegalArgumentException("short m= line");
            }
            done.add(
                new Media(
                    parts[0],
                    port(parts[1].split("/")[0]),
                    parts[2],
                    List.of(parts).subList(3, parts.length),
                    Map.copyOf(encodings),
                    address,
                    direction,
                    rtcpPort));
          });
    }

    private static int port(String text) {
      int port = Integer.parseInt(text);
      if (port < 0 || port > 65_535) {
        throw new IllegalArgumentException("no port: " + port);
      }
      return port;
    }

    /** Numbers only: looking a name up would block, and IMS media functions write numbers. */
    private static InetAddress address(String line) {
      String[] parts = line.split(" +");
      if (parts.length < 3) {
        throw new IllegalArgumentException("short c= line");
      }
      return InetAddress.ofLiteral(parts[2].split("/")[0]);
    }
  }
}
