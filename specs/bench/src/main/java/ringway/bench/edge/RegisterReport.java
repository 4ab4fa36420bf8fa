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
import java.util.Optional;

/** The figures of a run, for people and for programs. */
record RegisterReport(Map<String, Object> load, List<Server> servers) implements Course.Report {

  /**
   * @param peak as fast as it goes
   * @param half at half the rate of the slowest server's peak, the same for all
   */
  record Server(String name, Phase peak, Phase half, long bytesPerIdleConnection) {
    List<String> lines() {
      return List.of(
          name + ", as fast as it goes: " + peak.line(),
          name + ", at half load: " + half.line(),
          name + ", idle: " + kibibytes() + " KiB a registered connection");
    }

    private String kibibytes() {
      return String.format(Locale.ROOT, "%.1f", bytesPerIdleConnection / 1024.0);
    }
  }

  /** Ours against the other's, when there is another. */
  record Ratio(double perCpuSecond, double p99AtHalfLoad, double bytesPerIdleConnection) {
    static Ratio of(Server ours, Server other) {
      return new Ratio(
          ours.peak().perCpuSecond() / other.peak().perCpuSecond(),
          ours.half().p99Millis() / other.half().p99Millis(),
          (double) ours.bytesPerIdleConnection() / other.bytesPerIdleConnection());
    }

    String line(String ours, String other) {
      return String.format(
          Locale.ROOT,
          "%s / %s: registrations per CPU-second %.2f, p99 at half load %.2f,"
              + " memory per idle connection %.2f",
          ours,
          other,
          perCpuSecond,
          p99AtHalfLoad,
          bytesPerIdleConnection);
    }
  }

  Optional<Ratio> ratio() {
    return servers.size() < 2
        ? Optional.empty()
        : Optional.of(Ratio.of(servers.getFirst(), servers.getLast()));
  }

  @Override
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    servers.forEach(server -> lines.addAll(server.lines()));
    ratio().ifPresent(r -> lines.add(r.line(servers.getFirst().name(), servers.getLast().name())));
    return lines;
  }

  @Override
  public boolean clean() {
    return servers.stream()
        .allMatch(server -> server.peak().failed() + server.half().failed() == 0);
  }

  @Override
  public void write(Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Map<String, Object> all =
        new java.util.LinkedHashMap<>(Map.of("load", load, "servers", servers));
    ratio().ifPresent(r -> all.put("ratio", r));
    new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(file.toFile(), all);
  }
}
