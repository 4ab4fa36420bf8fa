// SPDX-License-Identifier: Apache-2.0
package ringway.agw.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import ringway.iq.Audit;
import ringway.iq.Configure;
import ringway.iq.MediaFailure;
import ringway.iq.Released;
import ringway.iq.Reserve;

/**
 * The streams of one call, in the order they were asked for, on one WebRTC transport. Grows and
 * ends under its own lock, which is held while an engine is asked.
 */
final class MediaContext {
  private static final int MAX_STREAMS = 8;

  private final EngineParts engine;
  private final BiConsumer<String, String> lost;
  private final InactivityWatch inactivity;
  private volatile Reserve command;
  private volatile List<JoinedStream> streams = List.of();
  private boolean closed; // guarded by this

  /**
   * Without streams.
   *
   * @param lost told of the context and the reason when a part of it is gone
   */
  MediaContext(String id, EngineParts engine, BiConsumer<String, String> lost) {
    command = new Reserve(id, List.of());
    this.engine = engine;
    this.lost = lost;
    inactivity = new InactivityWatch(engine.inactivityNanos());
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

  /**
   * All streams or none. The same again changes nothing; what is named after the streams there are
   * is added.
   *
   * @return false when it has ended meanwhile
   */
  synchronized boolean reserve(Reserve wanted) {
    if (closed) {
      return false;
    }
    try {
      grow(wanted);
      return true;
    } catch (RuntimeException e) {
      closed = streams.isEmpty(); // who waits for the lock begins anew
      throw e;
    }
  }

  private void grow(Reserve wanted) {
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
    List<JoinedStream> all = new ArrayList<>(streams);
    int before = all.size();
    try {
      for (Reserve.Stream one : wanted.streams().subList(before, wanted.streams().size())) {
        StreamName name = new StreamName(wanted.context(), one.id());
        Optional<JoinedStream> first = all.stream().findFirst();
        all.add(new JoinedStream(name, !one.media().equals("video"), engine, inactivity, lost));
        all.getLast().open(first);
      }
    } catch (RuntimeException e) {
      all.subList(before, all.size()).forEach(JoinedStream::close);
      throw e;
    }
    streams = List.copyOf(all);
  }

  private static MediaFailure refused(String message) {
    return new MediaFailure(MediaFailure.Kind.BAD_COMMAND, message);
  }

  List<JoinedStream> streams() {
    return streams;
  }

  JoinedStream stream(String id) {
    return streams.stream()
        .filter(stream -> stream.id().equals(id))
        .findFirst()
        .orElseThrow(() -> refused("context " + command.context() + " has no stream " + id));
  }

  void configure(Configure told, Optional<CoreRemote> remote) {
    stream(told.stream()).configure(told, remote);
    // Silence of one stream means nothing while another is heard.
    inactivity.watch(
        told.webrtc().isPresent(),
        streams.stream().anyMatch(JoinedStream::opensToCore),
        System.nanoTime());
  }

  boolean isEmpty() {
    return streams.isEmpty();
  }

  void watch(long nowNanos) {
    List<JoinedStream> all = streams;
    if (all.isEmpty()) {
      return; // an engine is being asked
    }
    JoinedStream first = all.getFirst();
    boolean consentLost = first.access().consentLost(nowNanos);
    if (inactivity.expired(nowNanos, consentLost)) {
      first.inactive(consentLost);
    }
  }

  Audit.Context audit() {
    return new Audit.Context(command.context(), streams.stream().map(JoinedStream::audit).toList());
  }

  Released release() {
    close();
    return new Released(command.context(), streams.stream().map(JoinedStream::released).toList());
  }

  synchronized void close() {
    closed = true;
    streams.forEach(JoinedStream::close);
  }
}
