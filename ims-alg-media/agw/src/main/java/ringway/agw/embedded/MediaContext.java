// SPDX-License-Identifier: Apache-2.0
package ringway.agw.embedded;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import ringway.iq.Audit;
import ringway.iq.MediaFailure;
import ringway.iq.Released;
import ringway.iq.Reserve;

/** The streams of one call, in the order they were asked for. */
final class MediaContext {
  private static final int MAX_STREAMS = 8;

  private final Reserve command;
  private final Map<String, MediaStream> streams = new LinkedHashMap<>();

  private MediaContext(Reserve command) {
    this.command = command;
  }

  /** All streams or none. */
  static MediaContext open(Reserve command, EngineParts engine) {
    if (command.streams().isEmpty() || command.streams().size() > MAX_STREAMS) {
      throw new MediaFailure(
          MediaFailure.Kind.BAD_COMMAND, "a context has 1 to " + MAX_STREAMS + " streams");
    }
    MediaContext context = new MediaContext(command);
    try {
      command.streams().forEach(wanted -> context.add(wanted, engine));
      return context;
    } catch (RuntimeException e) {
      context.close();
      throw e;
    }
  }

  private void add(Reserve.Stream wanted, EngineParts engine) {
    MediaStream stream = new MediaStream(command.context(), wanted.id(), engine);
    if (streams.putIfAbsent(wanted.id(), stream) != null) {
      throw new MediaFailure(
          MediaFailure.Kind.BAD_COMMAND, "stream " + wanted.id() + " is asked for twice");
    }
    if (!stream.open()) {
      throw new MediaFailure(MediaFailure.Kind.NO_RESOURCES, "no RTP ports are left");
    }
  }

  Reserve command() {
    return command;
  }

  Iterable<MediaStream> streams() {
    return streams.values();
  }

  Optional<MediaStream> stream(String id) {
    return Optional.ofNullable(streams.get(id));
  }

  Audit.Context audit() {
    return new Audit.Context(
        command.context(), streams.values().stream().map(MediaStream::audit).toList());
  }

  Released release() {
    close();
    return new Released(
        command.context(), streams.values().stream().map(MediaStream::released).toList());
  }

  void close() {
    streams.values().forEach(MediaStream::close);
  }
}
