// SPDX-License-Identifier: Apache-2.0
package ringway.launcher.ports;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the process behind a port by Linux's /proc. Other users' processes are hidden from anyone
 * but root, other systems have no /proc: then the answer is empty, never a failure.
 */
final class PortHolder {
  private static final String LISTENING = "0A";
  private static final String UNCONNECTED = "07";

  private PortHolder() {}

  /** Such as {@code `java` (pid 4711)}. */
  static Optional<String> of(int port, boolean tcp, boolean udp) {
    Set<String> inodes = new HashSet<>();
    if (tcp) {
      inodes.addAll(inodes("tcp", port, LISTENING));
      inodes.addAll(inodes("tcp6", port, LISTENING));
    }
    if (udp) {
      inodes.addAll(inodes("udp", port, UNCONNECTED));
      inodes.addAll(inodes("udp6", port, UNCONNECTED));
    }
    if (inodes.isEmpty()) {
      return Optional.empty();
    }
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : processes) {
        if (holdsOneOf(inodes, process)) {
          return Optional.of("`" + nameOf(process) + "` (pid " + process.getFileName() + ")");
        }
      }
    } catch (IOException _) {
      // no /proc here
    }
    return Optional.empty();
  }

  private static Set<String> inodes(String table, int port, String state) {
    Set<String> inodes = new HashSet<>();
    List<String> lines;
    try {
      lines = Files.readAllLines(Path.of("/proc/net", table));
    } catch (IOException _) {
      return inodes;
    }
    String suffix = ":%04X".formatted(port);
    for (String line : lines) {
      // sl local_address rem_address st tx:rx tr:tm retrnsmt uid timeout inode
      String[] columns = line.strip().split("\\s+");
      if (columns.length > 9 && columns[1].endsWith(suffix) && columns[3].equals(state)) {
        inodes.add("socket:[" + columns[9] + "]");
      }
    }
    return inodes;
  }

  private static boolean holdsOneOf(Set<String> sockets, Path process) {
    try (DirectoryStream<Path> open = Files.newDirectoryStream(process.resolve("fd"))) {
      for (Path descriptor : open) {
        if (sockets.contains(targetOf(descriptor))) {
          return true;
        }
      }
    } catch (IOException _) {
      // ended meanwhile, or not ours to look into
    }
    return false;
  }

  private static String targetOf(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException _) {
      return "";
    }
  }

  private static String nameOf(Path process) {
    try {
      return Files.readString(process.resolve("comm")).strip();
    } catch (IOException _) {
      return "a program";
    }
  }
}
