// SPDX-License-Identifier: Apache-2.0
package ringway.bench.media;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import ringway.agw.engine.EngineKind;
import ringway.agw.peer.RtpengineServer;
import ringway.iq.Codec;

/**
 * What the media function's engine uses, besides itself.
 *
 * @param settings of the section {@code media}, one line
 * @param pids of its processes on this machine
 * @param codecs that it has to be told of; none where any will do
 * @param stop what was started for it
 */
record EngineServer(String settings, List<Long> pids, List<Codec> codecs, Runnable stop) {
  private static final String KURENTO = "RINGWAY_KMS_URI";
  private static final String KURENTOS_PROGRAM = "/kurento-media-server";
  private static final Codec PCMA = Codec.of(8, "PCMA", 8000);

  /** Why an engine cannot be had; empty when it can. */
  static Optional<String> hindrance(EngineKind engine) {
    return switch (engine) {
      case EMBEDDED -> Optional.empty();
      case RTPENGINE ->
          RtpengineServer.program().isPresent()
              ? Optional.empty()
              : Optional.of("rtpengine is not installed: apt-get install rtpengine-daemon");
      case KURENTO ->
          kurento().isPresent()
              ? Optional.empty()
              : Optional.of(KURENTO + " names no Kurento Media Server");
    };
  }

  static EngineServer start(EngineKind engine, int calls) {
    return switch (engine) {
      case EMBEDDED -> new EngineServer("", List.of(), List.of(), () -> {});
      case RTPENGINE -> rtpengine(RtpengineServer.startFor(calls));
      case KURENTO -> kurento(kurento().orElseThrow());
    };
  }

  private static EngineServer rtpengine(RtpengineServer server) {
    return new EngineServer(
        "rtpengine: {nodes: ['%s'], first-port: 0, last-port: 0}".formatted(server.udp()),
        List.of(server.process().pid()),
        List.of(),
        server::close);
  }

  /** One that runs already, and is alone in its kind on this machine. */
  private static EngineServer kurento(URI uri) {
    List<Long> pids =
        ProcessHandle.allProcesses()
            .filter(process -> process.info().command().orElse("").endsWith(KURENTOS_PROGRAM))
            .map(ProcessHandle::pid)
            .toList();
    return new EngineServer(
        "kurento: {uris: ['%s'], label: bench, first-port: 0, last-port: 0}".formatted(uri),
        pids,
        List.of(PCMA),
        () -> {});
  }

  private static Optional<URI> kurento() {
    return Optional.ofNullable(System.getenv(KURENTO))
        .filter(text -> !text.isBlank())
        .map(URI::create);
  }
}
