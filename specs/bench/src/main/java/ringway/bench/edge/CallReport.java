// SPDX-License-Identifier: Apache-2.0
package ringway.bench.edge;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The figures of {@code bench calls}, for people and for programs. */
record CallReport(Map<String, Object> load, List<Server> servers) implements Course.Report {
  /**
   * @param peak as fast as it goes
   * @param half at half the rate of the slowest server's peak, the same for all
   */
  record Server(String name, Phase peak, Phase half, long bytesPerActiveCall) {
    List<String> lines() {
      return List.of(
          name + ", as fast as it goes: " + peak.line(),
          name + ", at half load: " + half.line(),
          String.format(
              Locale.ROOT, "%s: %.1f KiB an active call", name, bytesPerActiveCall / 1024.0));
    }
  }

  @Override
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    servers.forEach(server -> lines.addAll(server.lines()));
    if (servers.size() > 1) {
      lines.add(ratio(servers.getFirst(), servers.getLast()));
    }
    return lines;
  }

  private static String ratio(Server ours, Server other) {
    return String.format(
        Locale.ROOT,
        "%s / %s: calls per CPU-second %.2f, p50 %.2f and p99 %.2f of set-up at half load, memory"
            + " per active call %.2f",
        ours.name(),
        other.name(),
        ours.peak().perCpuSecond() / other.peak().perCpuSecond(),
        ours.half().p50Millis() / other.half().p50Millis(),
        ours.half().p99Millis() / other.half().p99Millis(),
        (double) ours.bytesPerActiveCall() / other.bytesPerActiveCall());
  }

  @Override
  public boolean clean() {
    return servers.stream()
        .allMatch(server -> server.peak().failed() + server.half().failed() == 0);
  }

  @Override
  public void write(Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(file.toFile(), this);
  }
}
