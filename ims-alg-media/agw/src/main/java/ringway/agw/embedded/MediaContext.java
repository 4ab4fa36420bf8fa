// SPDX-License-Identifier: Apache-2.0
package ringway.agw.embedded;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import ringway.agw.ice.IceCredentials;
import ringway.iq.Audit;
import ringway.iq.MediaFailure;
import ringway.iq.Released;
import ringway.iq.Reserve;

/**
 * The streams of one call, in the order they were asked for, on one WebRTC transport. Grows under
 * the lock of the engine's map.
 */
final class MediaContext {
  private static final int MAX_STREAMS = 8;

  private final EngineParts engine;
  private final AccessTransport transport;
  private volatile Reserve command;
  private volatile List<MediaStream> streams = List.of();

  private MediaContext(Reserve command, EngineParts engine) {
    this.command = command;
    this.engine = engine;
    transport = new AccessTransport(command.context(), command.streams().getFirst().id(), engine);
  }

  /** All streams or none. */
  static MediaContext open(Reserve command, EngineParts engine) {
    requireSound(command);
    MediaContext context = new MediaContext(command, engine);
    context.add(command);
    context.transport.open();
    return context;
  }

  private static void requireSound(Reserve command) {
    int count = command.streams().size();
    if (count == 0 || count > MAX_STREAMS) {
      throw refused("a context has 1 to " + MAX_STREAMS + " streams");
    }
    if (command.streams().stream().map(Reserve.Stream::id).distinct().count() < count) {
      throw refused("a stream is asked for twice");
    }
  }

  /** The same again changes nothing; what is named beyond the streams there are is added. */
  void reserveAgain(Reserve wanted) {
    requireSound(wanted);
    int known = command.streams().size();
    if (wanted.streams().size() < known
        || !wanted.streams().subList(0, known).equals(command.streams())) {
      throw refused("context " + wanted.context() + " exists with other streams");
    }
    add(wanted);
    command = wanted;
  }

  private void add(Reserve wanted) {
    List<MediaStream> all = new ArrayList<>(streams);
    int before = all.size();
    for (Reserve.Stream one : wanted.streams().subList(before, wanted.streams().size())) {
      MediaStream stream = new MediaStream(wanted.context(), one.id(), transport, engine);
      if (!stream.open(all.stream().findFirst())) {
        all.subList(before, all.size()).forEach(MediaStream::close);
        throw new MediaFailure(MediaFailure.Kind.NO_RESOURCES, "no RTP ports are left");
      }
      all.add(stream);
    }
    all.subList(before, all.size()).forEach(transport::join);
    streams = List.copyOf(all);
  }

  private static MediaFailure refused(String message) {
    return new MediaFailure(MediaFailure.Kind.BAD_COMMAND, message);
  }

  IceCredentials credentials() {
    return transport.credentials();
  }

  IceCredentials restartIce() {
    return transport.restartIce();
  }

  List<MediaStream> streams() {
    return streams;
  }

  Optional<MediaStream> stream(String id) {
    return streams.stream().filter(stream -> stream.id().equals(id)).findFirst();
  }

  void tick(long now) {
    transport.tick(now);
  }

  Audit.Context audit() {
    return new Audit.Context(command.context(), streams.stream().map(MediaStream::audit).toList());
  }

  Released release() {
    close();
    return new Released(command.context(), streams.stream().map(MediaStream::released).toList());
  }

  void close() {
    transport.close();
    streams.forEach(MediaStream::close);
  }
}
