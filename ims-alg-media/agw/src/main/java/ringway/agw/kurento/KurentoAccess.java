// SPDX-License-Identifier: Apache-2.0
package ringway.agw.kurento;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.agw.MediaConfig;
import ringway.agw.engine.AccessLeg;
import ringway.agw.engine.AccessPlane;
import ringway.agw.engine.StreamName;
import ringway.agw.meter.MediaMeters;
import ringway.agw.rtp.RtpSockets;
import ringway.agw.rtp.SourceFilter;
import ringway.iq.MediaFailure;
import ringway.runtime.config.ConfigError;

/** Browsers served by Kurento; each call by the one with the fewest. Thread-safe. */
public final class KurentoAccess implements AccessPlane {
  private static final Logger log = LoggerFactory.getLogger(KurentoAccess.class);

  /** Kurento forgets a source after half a minute, and never hears it again. */
  private static final Duration LONGEST_SILENCE = Duration.ofSeconds(20);

  private static final Duration LONGEST_GAP = Duration.ofSeconds(10);

  private final KurentoConfig config;
  private final KurentoLeg.Settings settings;
  private final RtpSockets plain;
  private final List<KmsNode> nodes = new ArrayList<>();

  private KurentoAccess(MediaConfig media) {
    config = media.kurento();
    InetAddress address = resolved("local-address", config.localAddress());
    if (address.isAnyLocalAddress()) {
      throw new ConfigError("media: kurento.local-address must be one that Kurento can send to");
    }
    settings =
        new KurentoLeg.Settings(
            address,
            media.webrtc().handshakeTime(),
            config.requestTime(),
            LONGEST_SILENCE,
            LONGEST_GAP);
    plain =
        new RtpSockets(
            "kurento-rtp",
            address,
            config.firstPort(),
            config.lastPort(),
            SourceFilter.ADDRESS_AND_PORT,
            media.rtp().reportInterval(),
            config.threads(),
            media.dscp());
  }

  public static KurentoAccess open(MediaConfig config, MediaMeters meters) {
    KurentoAccess access = new KurentoAccess(config);
    try {
      access.config.uris().forEach(access::add);
    } catch (RuntimeException e) {
      access.close();
      throw e;
    }
    meters.gauge(
        "ringway.media.engines.up",
        access.nodes,
        nodes -> nodes.stream().filter(KmsNode::alive).count());
    return access;
  }

  private void add(URI uri) {
    try {
      KmsNode node = new KmsNode(uri, config.requestTime(), config.label(), config.pingInterval());
      nodes.add(node);
      node.start();
    } catch (UnknownHostException e) {
      throw new ConfigError("media: host of kurento.uris " + uri + " does not resolve", e);
    }
  }

  private static InetAddress resolved(String key, String address) {
    try {
      return InetAddress.getByName(address);
    } catch (UnknownHostException e) {
      throw new ConfigError("media: kurento." + key + " " + address + " does not resolve", e);
    }
  }

  @Override
  public AccessLeg open(StreamName name, AccessLeg.Stream stream) {
    MediaFailure last = new MediaFailure(MediaFailure.Kind.UNREACHABLE, "no kurento answers");
    List<KmsNode> choice =
        nodes.stream()
            .filter(KmsNode::alive)
            .sorted(Comparator.comparingInt(KmsNode::load))
            .toList();
    for (KmsNode node : choice) {
      try {
        return KurentoLeg.open(name.toString(), node, settings, plain, stream);
      } catch (MediaFailure failure) {
        log.warn("kurento took no call uri={} reason={}", node.name(), failure.getMessage());
        last = failure;
      }
    }
    throw last;
  }

  @Override
  public Optional<String> hindrance() {
    return nodes.stream().anyMatch(KmsNode::alive)
        ? Optional.empty()
        : Optional.of("no kurento answers");
  }

  @Override
  public void close() {
    nodes.forEach(KmsNode::close);
    plain.close();
  }
}
