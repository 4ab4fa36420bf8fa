// SPDX-License-Identifier: Apache-2.0
package ringway.agw.engine;

import java.net.InetAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.agw.MediaConfig;
import ringway.agw.meter.MediaMeters;
import ringway.agw.rtp.RtpSockets;
import ringway.agw.rtp.SourceFilter;
import ringway.iq.MediaFailure;

/** The media servers of one maker; each call to the one with the fewest. Thread-safe. */
public final class EngineNodes<N extends EngineNode> implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EngineNodes.class);

  private final String engine;
  private final List<N> nodes = new CopyOnWriteArrayList<>();

  /**
   * @param engine for people
   */
  public EngineNodes(String engine) {
    this.engine = engine;
  }

  /** Waits until it is known whether it answers. */
  public void add(N node) {
    nodes.add(node);
    node.start();
  }

  public void measuredBy(MediaMeters meters) {
    meters.gauge(
        "ringway.media.engines.up", nodes, all -> all.stream().filter(EngineNode::alive).count());
  }

  /**
   * @throws MediaFailure of the last one asked, when none takes the call
   */
  public AccessLeg open(Function<N, AccessLeg> leg) {
    MediaFailure last = new MediaFailure(MediaFailure.Kind.UNREACHABLE, silent());
    List<N> choice =
        nodes.stream()
            .filter(EngineNode::alive)
            .sorted(Comparator.comparingInt(EngineNode::load))
            .toList();
    for (N node : choice) {
      try {
        return leg.apply(node);
      } catch (MediaFailure failure) {
        log.warn("{} took no call node={} reason={}", engine, node.name(), failure.getMessage());
        last = failure;
      }
    }
    throw last;
  }

  public Optional<String> hindrance() {
    return nodes.stream().anyMatch(EngineNode::alive) ? Optional.empty() : Optional.of(silent());
  }

  private String silent() {
    return "no " + engine + " answers";
  }

  /**
   * Our end of the plain RTP to them.
   *
   * @param firstPort 0 leaves the choice to the system
   * @param threads that serve those ports
   */
  public RtpSockets plain(
      MediaConfig media, InetAddress address, int firstPort, int lastPort, int threads) {
    return new RtpSockets(
        engine + "-rtp",
        address,
        firstPort,
        lastPort,
        SourceFilter.ADDRESS_AND_PORT,
        media.rtp().reportInterval(),
        threads,
        media.dscp());
  }

  @Override
  public void close() {
    nodes.forEach(EngineNode::close);
  }
}
