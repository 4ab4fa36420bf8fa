// SPDX-License-Identifier: Apache-2.0
package ringway.waf.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real PostgreSQL server of this test run, on a free port of loopback. */
final class PostgreSql {
  private static final String USER = "ringway";
  private static final Optional<PostgreSql> SERVER = start();

  private final int port;

  private PostgreSql(int port) {
    this.port = port;
  }

  /** Empty where no PostgreSQL is installed. */
  static Optional<PostgreSql> server() {
    return SERVER;
  }

  /** The address of a database made for the caller. */
  String newDatabase() {
    String name = "waf_" + UUID.randomUUID().toString().replace('-', '_');
    try (Connection connection = DriverManager.getConnection(url("postgres"), USER, "")) {
      connection.createStatement().execute("CREATE DATABASE " + name);
    } catch (SQLException e) {
      throw new IllegalStateException("no database could be made", e);
    }
    return url(name);
  }

  private String url(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
  }

  static String user() {
    return USER;
  }

  private static Optional<PostgreSql> start() {
    Optional<Path> programs =
        Stream.concat(installed(), Stream.of(System.getenv("PATH").split(":")).map(Path::of))
            .filter(folder -> Files.isExecutable(folder.resolve("initdb")))
            .filter(folder -> Files.isExecutable(folder.resolve("postgres")))
            .findFirst();
    return programs.map(PostgreSql::startFrom);
  }

  private static Stream<Path> installed() {
    Path debian = Path.of("/usr/lib/postgresql");
    if (!Files.isDirectory(debian)) {
      return Stream.empty();
    }
    try (Stream<Path> versions = Files.list(debian)) {
      return versions.map(version -> version.resolve("bin")).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static PostgreSql startFrom(Path programs) {
    try {
      Path data = Files.createTempDirectory("ringway-postgresql");
      // Not even root may run it as root: then it is the file's owner nobody who does.
      boolean root = System.getProperty("user.name").equals("root");
      Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx------"));
      if (root) {
        run(List.of("chown", "nobody", data.toString()));
      }
      List<String> as = root ? List.of("setpriv", "--reuid=nobody", "--clear-groups") : List.of();
      Path cluster = data.resolve("cluster");
      run(
          with(
              as,
              programs.resolve("initdb").toString(),
              "--pgdata=" + cluster,
              "--username=" + USER,
              "--auth=trust",
              "--encoding=UTF8",
              "--no-locale",
              "--no-sync"));
      int port = freePort();
      Process server =
          new ProcessBuilder(
                  with(
                      as,
                      programs.resolve("postgres").toString(),
                      "-D",
                      cluster.toString(),
                      "-p",
                      Integer.toString(port),
                      "-c",
                      "listen_addresses=127.0.0.1",
                      "-c",
                      "unix_socket_directories=",
                      "-c",
                      "fsync=off"))
              .redirectErrorStream(true)
              .redirectOutput(data.resolve("log").toFile())
              .start();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, data), "postgresql-stop"));
      PostgreSql started = new PostgreSql(port);
      started.awaitReady(server);
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void stop(Process server, Path data) {
    server.destroy();
    try {
      if (!server.waitFor(5, TimeUnit.SECONDS)) {
        server.destroyForcibly().waitFor();
      }
      run(List.of("rm", "-rf", data.toString()));
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException("PostgreSQL left " + data, e);
    }
  }

  private void awaitReady(Process server) {
    org.awaitility.Awaitility.await()
        .atMost(1, TimeUnit.MINUTES)
        .pollInterval(java.time.Duration.ofMillis(100))
        .until(
            () -> {
              if (!server.isAlive()) {
                throw new IllegalStateException("PostgreSQL ended with " + server.exitValue());
              }
              try (Connection connection = DriverManager.getConnection(url("postgres"), USER, "")) {
                return connection.isValid(1);
              } catch (SQLException _) {
                return false;
              }
            });
  }

  private static List<String> with(List<String> first, String... then) {
    List<String> all = new ArrayList<>(first);
    all.addAll(List.of(then));
    return all;
  }

  private static void run(List<String> command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes());
    try {
      if (process.waitFor() != 0) {
        throw new IllegalStateException(command.getFirst() + " failed: " + said);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
