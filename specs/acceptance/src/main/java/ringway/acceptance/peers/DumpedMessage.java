// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A message as Kamailio's module {@code sipdump} wrote it down.
 *
 * @param peer address and port of the other side
 */
public record DumpedMessage(Instant at, boolean received, String peer, String text) {
  private static final Pattern ENTRY =
      Pattern.compile(
          "={20}\\n"
              + "tag: (rcv|snd)\\n"
              + ".*?\\n"
              + "time: (\\d+)\\.(\\d{6})\\n"
              + ".*?\\n"
              + "srcip: (\\S+)\\n"
              + "srcport: (\\d+)\\n"
              + "dstip: (\\S+)\\n"
              + "dstport: (\\d+)\\n"
              + "~{20}\\n"
              + "(.*?)\\|{20}\\n",
          Pattern.DOTALL);

  static List<DumpedMessage> readAll(Path folder) {
    List<DumpedMessage> all = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".data")).sorted().toList()) {
        all.addAll(parse(Files.readString(file, StandardCharsets.UTF_8)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all;
  }

  static List<DumpedMessage> parse(String dump) {
    List<DumpedMessage> all = new ArrayList<>();
    Matcher entry = ENTRY.matcher(dump);
    while (entry.find()) {
      boolean received = entry.group(1).equals("rcv");
      all.add(
          new DumpedMessage(
              Instant.ofEpochSecond(
                  Long.parseLong(entry.group(2)), Long.parseLong(entry.group(3)) * 1000),
              received,
              received
                  ? entry.group(4) + ":" + entry.group(5)
                  : entry.group(6) + ":" + entry.group(7),
              entry.group(8)));
    }
    return all;
  }
}
