// SPDX-License-Identifier: Apache-2.0
package ringway.agw.engine;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.images.PullPolicy;
import org.testcontainers.utility.DockerImageName;

/** A real Kurento: one that is named, or the official image where it is at hand. */
final class KurentoServer implements AutoCloseable {
  private static final DockerImageName IMAGE =
      DockerImageName.parse("kurento/kurento-media-server:7.3.0");

  private static final int PORT = 8888; // the image has no way to say another

  private static final Duration START = Duration.ofMinutes(1);

  private final URI uri;
  private final Optional<GenericContainer<?>> container;

  private KurentoServer(URI uri, Optional<GenericContainer<?>> container) {
    this.uri = uri;
    this.container = container;
  }

  /** Why there is none; empty when there is. */
  static Optional<String> hindrance() {
    if (named().isPresent()) {
      return Optional.empty();
    }
    if (!DockerClientFactory.instance().isDockerAvailable()) {
      return Optional.of("RINGWAY_KMS_URI names no Kurento, and there is no container engine");
    }
    if (!PullPolicy.defaultPolicy().shouldPull(IMAGE)) {
      return portTaken();
    }
    return Optional.of("RINGWAY_KMS_URI names no Kurento, and the image " + IMAGE + " is not here");
  }

  private static Optional<String> portTaken() {
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

  static KurentoServer start() {
    if (named().isPresent()) {
      return new KurentoServer(named().get(), Optional.empty());
    }
    // The network of the host: media is on loopback.
    GenericContainer<?> container = new GenericContainer<>(IMAGE).withNetworkMode("host");
    container.start();
    await().atMost(START).ignoreExceptions().until(KurentoServer::listens);
    return new KurentoServer(
        URI.create("ws://127.0.0.1:" + PORT + "/kurento"), Optional.of(container));
  }

  private static boolean listens() throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), PORT)) {
      return socket.isConnected();
    }
  }

  URI uri() {
    return uri;
  }

  @Override
  public void close() {
    container.ifPresent(GenericContainer::stop);
  }
}
