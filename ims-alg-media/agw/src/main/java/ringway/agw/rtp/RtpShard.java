// SPDX-License-Identifier: Apache-2.0
package ringway.agw.rtp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.agw.udp.UdpPoll;
import ringway.agw.udp.UdpSocket;
import ringway.agw.udp.UdpSource;

/** One thread and the terminations it serves. */
final class RtpShard implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RtpShard.class);
  private static final int TICK_MILLIS = 200;

  private interface Reader {
    void received(Packet packet, UdpSource source);
  }

  private final UdpPoll poll;
  private final Thread thread;
  private final Queue<Runnable> commands =
      new ConcurrentLinkedQueue<>(); // a few for each termination at most
  private final Set<RtpTermination> terminations = new HashSet<>(); // the shard's thread
  private final Packet packet = new Packet(); // the shard's thread
  private final UdpSource source = new UdpSource(); // the shard's thread
  private long lastTick = System.nanoTime();
  private boolean failureLogged;
  private volatile boolean open = true;

  RtpShard(String name) throws IOException {
    poll = UdpPoll.open();
    thread = Thread.ofPlatform().name(name).daemon().start(this::run);
  }

  /** Returns at once: what comes before the sockets are served waits in them. */
  void add(RtpTermination termination) {
    submit(
        () -> {
          try {
            register(termination.ports.rtp(), termination::receivedMedia);
            register(termination.ports.rtcp(), termination::receivedControl);
            terminations.add(termination);
          } catch (IOException e) {
            failed(e);
          }
        });
  }

  private void register(UdpSocket socket, Reader reader) throws IOException {
    poll.add(socket, () -> ready(socket, reader));
  }

  /** Returns when the sockets are closed and their ports free again. */
  void remove(RtpTermination termination) {
    execute(
        () -> {
          terminations.remove(termination);
          try {
            poll.remove(termination.ports.rtp());
            poll.remove(termination.ports.rtcp());
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private void execute(Runnable command) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    submit(
        () -> {
          try {
            command.run();
            done.complete(null);
          } catch (RuntimeException e) {
            done.completeExceptionally(e);
          }
        });
    done.join();
  }

  private void submit(Runnable command) {
    commands.add(command);
    poll.wakeup();
    if (!open) {
      runCommands(); // the thread has ended: nobody else will
    }
  }

  private void run() {
    while (open) {
      try {
        poll.await(TICK_MILLIS);
        runCommands();
        tick();
      } catch (IOException | RuntimeException e) {
        failed(e);
      }
    }
    runCommands();
  }

  private void runCommands() {
    for (Runnable next = commands.poll(); next != null; next = commands.poll()) {
      next.run();
    }
  }

  private void tick() {
    long now = System.nanoTime();
    if (now - lastTick < TICK_MILLIS * 1_000_000L) {
      return;
    }
    lastTick = now;
    for (RtpTermination termination : terminations) {
      termination.tick(packet, now);
    }
  }

  /** One packet, so that each socket has its turn. */
  private void ready(UdpSocket socket, Reader reader) {
    try {
      if (socket.receive(packet.toReceive(), source)) {
        packet.received();
        reader.received(packet, source);
      }
    } catch (IOException | RuntimeException e) {
      failed(e);
    }
  }

  /** The shard goes on: one bad packet or socket must not silence the others. */
  private void failed(Exception failure) {
    if (!failureLogged) {
      failureLogged = true;
      log.error("media thread failed, further failures are not logged", failure);
    }
  }

  @Override
  public void close() {
    open = false;
    poll.wakeup();
    try {
      thread.join();
      poll.close();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      log.warn("media thread did not close cleanly", e);
    }
  }
}
