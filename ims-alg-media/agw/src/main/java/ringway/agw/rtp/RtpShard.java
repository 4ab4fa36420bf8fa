// SPDX-License-Identifier: Apache-2.0
package ringway.agw.rtp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One selector thread and the terminations it serves. */
final class RtpShard implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RtpShard.class);
  private static final long TICK_MILLIS = 200;
  private static final long CLOCK_NANOS = 5_000_000;
  private static final int BURST = 32; // packets from one socket before the next has its turn

  private interface Reader {
    void received(Packet packet, InetSocketAddress source);
  }

  private record Socket(DatagramChannel channel, Reader reader) {}

  private final Selector selector;
  private final Thread thread;
  private final Queue<Runnable> commands =
      new ConcurrentLinkedQueue<>(); // a few for each termination at most
  private final Set<RtpTermination> terminations = new HashSet<>(); // the shard's thread
  private final Set<RtpTermination> clocked = new HashSet<>(); // of those; the shard's thread
  private final Packet packet = new Packet(); // the shard's thread
  private final Consumer<SelectionKey> reading = this::ready; // made once, not for each look
  private long lastTick = System.nanoTime();
  private long nextPlay = lastTick;
  private boolean failureLogged;
  private volatile boolean open = true;

  RtpShard(String name) throws IOException {
    selector = Selector.open();
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
          } catch (ClosedChannelException e) {
            failed(e);
          }
        });
  }

  private void register(DatagramChannel channel, Reader reader) throws ClosedChannelException {
    channel.register(selector, SelectionKey.OP_READ, new Socket(channel, reader));
  }

  /** Returns when the sockets are closed and their ports free again. */
  void remove(RtpTermination termination) {
    execute(
        () -> {
          terminations.remove(termination);
          clocked.remove(termination);
          termination.ports.close();
          flushClosed();
        });
  }

  /** Whether the termination's owner is to be called by the clock. */
  void clock(RtpTermination termination, boolean wanted) {
    submit(
        () -> {
          if (!wanted) {
            clocked.remove(termination);
          } else if (terminations.contains(termination)) {
            clocked.add(termination);
          }
        });
  }

  /** A closed socket keeps its port until the selector has looked at it again. */
  private void flushClosed() {
    try {
      if (selector.isOpen()) {
        selector.selectNow(reading);
      }
    } catch (IOException e) {
      throw new IllegalStateException("selector failed", e);
    }
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
    selector.wakeup();
    if (!open) {
      runCommands(); // the thread has ended: nobody else will
    }
  }

  private void run() {
    while (open) {
      try {
        selector.select(reading, clocked.isEmpty() ? TICK_MILLIS : millisToPlay());
        runCommands();
        play();
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

  private long millisToPlay() {
    return Math.clamp((nextPlay - System.nanoTime() + 999_999) / 1_000_000, 1, TICK_MILLIS);
  }

  private void play() {
    if (clocked.isEmpty()) {
      return;
    }
    long now = System.nanoTime();
    if (now - nextPlay < 0) {
      return;
    }
    nextPlay = now - nextPlay > CLOCK_NANOS ? now + CLOCK_NANOS : nextPlay + CLOCK_NANOS;
    for (RtpTermination termination : clocked) {
      try {
        termination.play(now);
      } catch (RuntimeException e) {
        failed(e);
      }
    }
  }

  private void tick() {
    long now = System.nanoTime();
    if (now - lastTick < TICK_MILLIS * 1_000_000) {
      return;
    }
    lastTick = now;
    for (RtpTermination termination : terminations) {
      termination.tick(packet, now);
    }
  }

  private void ready(SelectionKey key) {
    if (!key.isValid()) {
      return;
    }
    Socket socket = (Socket) key.attachment();
    try {
      for (int i = 0; i < BURST; i++) {
        if (!(socket.channel.receive(packet.toReceive()) instanceof InetSocketAddress source)) {
          return;
        }
        packet.received();
        socket.reader.received(packet, source);
      }
    } catch (ClosedChannelException _) {
      // released meanwhile
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
    selector.wakeup();
    try {
      thread.join();
      selector.close();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      log.warn("selector did not close", e);
    }
  }
}
