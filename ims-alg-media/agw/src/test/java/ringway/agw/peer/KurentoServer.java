// SPDX-License-Identifier: Apache-2.0
package ringway.agw.peer;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A real Kurento on this machine: one that is named, or the official image. */
public final class KurentoServer implements AutoCloseable {
  private static final String IMAGE = "kurento/kurento-media-server:7.3.0";
  private static final int PORT = 8888; // the image has no way to say another
  private static final String CONTAINER = "ringway-test-kurento";

  private final URI uri;
  private final boolean container;

  private KurentoServer(URI uri, boolean container) {
    this.uri = uri;
    this.container = container;
  }

  /** Why there is none; empty when there is. */
  public static Optional<String> hindrance() {
    if (named().isPresent()) {
      return Optional.empty();
    }
    if (!run("docker", "image", "inspect", IMAGE)) {
      return Optional.of(
          "RINGWAY_KMS_URI names no Kurento, and there is no Docker with the image " + IMAGE);
    }
    try (ServerSocket _ = new ServerSocket(PORT)) {
      return Optional.empty();
    } catch (IOException _) {
      return Optional.of("port " + PORT + ", which the image of Kurento wants, is taken");
    }
  }

  private static Optional<URI> named() {
    return Optional.ofNullable(System.getenv("RINGWAY_KMS_URI"))
        .filter(text -> !text.isBlank())
        .map(URI::create);
  }

  public static KurentoServer start() {
    if (named().isPresent()) {
      return new KurentoServer(named().get(), false);
    }
    // The network of the host: media is on loopback.
    if (!run("docker", "run", "-d", "--rm", "--network=host", "--name=" + CONTAINER, IMAGE)) {
      throw new IllegalStateException("the image of Kurento did not start");
    }
    return new KurentoServer(URI.create("ws://127.0.0.1:" + PORT + "/kurento"), true);
  }

  private static boolean run(String... command) {
    try {
      Process process =
          new ProcessBuilder(List.of(command))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException _) {
      return false; // no Docker
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  public URI uri() {
    return uri;
  }

  @Override
  public void close() {
    if (container) {
      run("docker", "rm", "-f", CONTAINER);
    }
  }
}
