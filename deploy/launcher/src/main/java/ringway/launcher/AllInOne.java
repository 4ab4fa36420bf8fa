// SPDX-License-Identifier: Apache-2.0
package ringway.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.launcher.ports.PortClaim;
import ringway.runtime.config.ConfigError;
import ringway.runtime.config.ConfigSource;
import ringway.runtime.log.Logs;
import ringway.runtime.log.LogsConfig;

/** Every function and the lab core in one process, wired to each other. */
public final class AllInOne implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(AllInOne.class);
  private static final int SECRET_BYTES = 32;

  private final AllInOneSettings settings;
  private final Deque<AutoCloseable> running = new ArrayDeque<>(); // guarded by this

  private AllInOne(AllInOneSettings settings) {
    this.settings = settings;
  }

  /**
   * Starts everything or nothing.
   *
   * @param file the operator's settings, stronger than the demo's
   * @param data directory for what lives longer than a run: log, keys
   */
  public static AllInOne start(Optional<Path> file, Path data, Map<String, String> environment) {
    ConfigSource given = ConfigSource.read(file, NodeFunction.sections(), environment);
    AllInOneSettings settings = AllInOneSettings.over(given, data, name -> secret(data, name));
    Logs.apply(settings.source().section(NodeFunction.LOGS, LogsConfig.class));
    requirePorts(OpenPorts.of(settings.source()));
    AllInOne all = new AllInOne(settings);
    try {
      all.startFunctions();
      return all;
    } catch (RuntimeException e) {
      all.close();
      throw e;
    }
  }

  /** The environment with a free port for every port it does not choose itself. */
  public static Map<String, String> withFreePorts(
      Optional<Path> file, Map<String, String> environment) {
    Map<String, String> chosen = new HashMap<>(environment);
    ConfigSource given = ConfigSource.read(file, NodeFunction.sections(), environment);
    for (PortClaim claim : OpenPorts.of(given)) {
      chosen.computeIfAbsent(claim.variable(), _ -> String.valueOf(claim.freePort()));
    }
    // The system chooses each RTP port of the media function; the phones need a range of their own.
    chosen.putIfAbsent("RINGWAY_MEDIA_RTP_FIRSTPORT", "0");
    chosen.putIfAbsent("RINGWAY_MEDIA_RTP_LASTPORT", "0");
    int first = 44_000 + 2 * new SecureRandom().nextInt(4_000);
    chosen.putIfAbsent("RINGWAY_IMSCORE_RTP_PORTMIN", String.valueOf(first));
    chosen.putIfAbsent("RINGWAY_IMSCORE_RTP_PORTMAX", String.valueOf(first + 399));
    return chosen;
  }

  AllInOneSettings settings() {
    return settings;
  }

  private synchronized void startFunctions() {
    // Bind all before any starts: a mistake in the last section should not open the first port.
    NodeFunction.ALL.forEach(function -> function.bind(settings.source()));
    for (NodeFunction<?> function : NodeFunction.ALL) {
      running.push(function.start(settings.source()));
    }
  }

  private static void requirePorts(List<PortClaim> claims) {
    List<String> problems = new ArrayList<>();
    claims.forEach(claim -> claim.problem().ifPresent(problems::add));
    if (!problems.isEmpty()) {
      String more =
          problems.size() == 1
              ? ""
              : " %d more ports are taken; `up --free-ports` takes others for all."
                  .formatted(problems.size() - 1);
      throw new ConfigError(problems.getFirst() + more);
    }
  }

  /** A file only its owner can read, with a secret made once. */
  private static Path secret(Path data, String name) {
    Path file = data.resolve(name);
    try {
      Files.createDirectories(data);
      if (!Files.exists(file)) {
        byte[] secret = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        FileAttribute<?> ownerOnly =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        Files.createFile(file, ownerOnly);
        Files.writeString(file, Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
      }
      return file;
    } catch (IOException e) {
      throw new ConfigError("directory " + data + " cannot be used: " + e.getMessage(), e);
    }
  }

  /** Closes the functions, last started first; one that fails does not keep the others open. */
  @Override
  public synchronized void close() {
    for (AutoCloseable function = running.poll(); function != null; function = running.poll()) {
      try {
        function.close();
      } catch (Exception e) {
        log.warn("did not close cleanly", e);
      }
    }
  }
}
