// SPDX-License-Identifier: Apache-2.0
package ringway.agw.engine;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import ringway.iq.Audit;
import ringway.iq.MediaFailure;
import ringway.iq.Released;
import ringway.iq.Reserve;

/** The streams of one call, in the order they were asked for. */
final class MediaContext {
  private static final int MAX_STREAMS = 8;

  private final Reserve command;
  private final Map<String, JoinedStream> streams = new LinkedHashMap<>();

  private MediaContext(Reserve command) {
    this.command = command;
  }

  /**
   * All streams or none.
   *
   * @param lost told of the context and the reason when a part of it is gone
   */
  static MediaContext open(Reserve command, EngineParts engine, BiConsumer<String, String> lost) {
    if (command.streams().isEmpty() || command.streams().size() > MAX_STREAMS) {
      throw new MediaFailure(
          MediaFailure.Kind.BAD_COMMAND, "a context has 1 to " + MAX_STREAMS + " streams");
    }
    MediaContext context = new MediaContext(command);
    try {
      command.streams().forEach(wanted -> context.add(wanted, engine, lost));
      return context;
    } catch (RuntimeException e) {
      context.close();
      throw e;
    }
  }

  private void add(Reserve.Stream wanted, EngineParts engine, BiConsumer<String, String> lost) {
    JoinedStream stream =
        new JoinedStream(new StreamName(command.context(), wanted.id()), engine, lost);
    if (streams.putIfAbsent(wanted.id(), stream) != null) {
      throw new MediaFailure(
          MediaFailure.Kind.BAD_COMMAND, "stream " + wanted.id() + " is asked for twice");
    }
    stream.open();
  }

  Reserve command() {
    return command;
  }

  Iterable<JoinedStream> streams() {
    return streams.values();
  }

  Optional<JoinedStream> stream(String id) {
    return Optional.ofNullable(streams.get(id));
  }

  Audit.Context audit() {
    return new Audit.Context(
        command.context(), streams.values().stream().map(JoinedStream::audit).toList());
  }

  Released release() {
    close();
    return new Released(
        command.context(), streams.values().stream().map(JoinedStream::released).toList());
  }

  void close() {
    streams.values().forEach(JoinedStream::close);
  }
}
