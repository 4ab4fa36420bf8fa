// SPDX-License-Identifier: Apache-2.0
package ringway.agw.rtp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Opens and closes terminations and spreads them over a fixed number of threads. Thread-safe. */
public final class RtpSockets implements AutoCloseable {
  private final PortRange range;
  private final SourceFilter filter;
  private final Duration reportInterval;
  private final List<RtpShard> shards = new ArrayList<>();
  private final AtomicInteger turn = new AtomicInteger();
  private final Map<RtpTermination, RtpShard> open = new ConcurrentHashMap<>();

  /**
   * @param name of its threads
   * @param dscp of what is sent
   */
  public RtpSockets(
      String name,
      InetAddress address,
      int firstPort,
      int lastPort,
      SourceFilter filter,
      Duration reportInterval,
      int threads,
      int dscp) {
    range = new PortRange(address, firstPort, lastPort, dscp);
    this.filter = filter;
    this.reportInterval = reportInterval;
    try {
      for (int i = 0; i < threads; i++) {
        shards.add(new RtpShard(name + "-" + i));
      }
    } catch (IOException e) {
      close();
      throw new UncheckedIOException(e);
    }
  }

  public Duration reportInterval() {
    return reportInterval;
  }

  /** Empty when no port pair is left. */
  public Optional<RtpTermination> open(RtpTermination.Owner owner) {
    return open(owner, Optional.empty());
  }

  /**
   * @param beside a termination whose thread is to serve this one too
   * @return empty when no port pair is left
   */
  public Optional<RtpTermination> open(
      RtpTermination.Owner owner, Optional<RtpTermination> beside) {
    Optional<RtpTermination> termination =
        range.open().map(pair -> new RtpTermination(pair, filter, reportInterval.toNanos(), owner));
    termination.ifPresent(
        opened -> {
          RtpShard shard = beside.map(open::get).orElseGet(this::nextShard);
          open.put(opened, shard);
          shard.add(opened);
        });
    return termination;
  }

  private RtpShard nextShard() {
    return shards.get(Math.floorMod(turn.getAndIncrement(), shards.size()));
  }

  /** The ports are free again when this returns; closing twice is no error. */
  public void close(RtpTermination termination) {
    RtpShard shard = open.remove(termination);
    if (shard != null) {
      int port = termination.port();
      shard.remove(termination);
      range.free(port);
    }
  }

  @Override
  public void close() {
    List.copyOf(open.keySet()).forEach(this::close);
    shards.forEach(RtpShard::close);
  }
}
