// SPDX-License-Identifier: Apache-2.0
package ringway.agw.rtpengine;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
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

/** Browsers served by rtpengine; each call by the one with the fewest. Thread-safe. */
public final class RtpengineAccess implements AccessPlane {
  private static final Logger log = LoggerFactory.getLogger(RtpengineAccess.class);

  private final RtpengineConfig config;
  private final RtpengineLeg.Settings settings;
  private final RtpSockets plain;
  private final List<RtpengineNode> nodes = new ArrayList<>();

  private RtpengineAccess(MediaConfig media) {
    config = media.rtpengine();
    InetAddress address = resolved(config.address());
    settings =
        new RtpengineLeg.Settings(
            address,
            config.innerInterface(),
            config.outerInterface(),
            media.webrtc().handshakeTime());
    plain =
        new RtpSockets(
            "rtpengine-rtp",
            address,
            config.firstPort(),
            config.lastPort(),
            SourceFilter.ADDRESS_AND_PORT,
            media.rtp().reportInterval(),
            config.threads(),
            media.dscp());
  }

  public static RtpengineAccess open(MediaConfig config, MediaMeters meters) {
    RtpengineAccess access = new RtpengineAccess(config);
    try {
      access.config.nodes().forEach(access::add);
    } catch (RuntimeException e) {
      access.close();
      throw e;
    }
    meters.gauge(
        "ringway.media.engines.up",
        access.nodes,
        nodes -> nodes.stream().filter(RtpengineNode::alive).count());
    return access;
  }

  private void add(URI address) {
    try {
      RtpengineNode node =
          new RtpengineNode(
              new NgClient(address, config.requestTime()), prefix(), config.pingInterval());
      nodes.add(node);
      node.start();
    } catch (IOException e) {
      throw new ConfigError("media cannot open a socket for NG: " + e.getMessage(), e);
    }
  }

  private String prefix() {
    return config.label() + "/";
  }

  private static InetAddress resolved(String address) {
    try {
      return InetAddress.getByName(address);
    } catch (UnknownHostException e) {
      throw new ConfigError("media: rtpengine.address " + address + " does not resolve", e);
    }
  }

  @Override
  public AccessLeg open(StreamName name, AccessLeg.Stream stream) {
    MediaFailure last = new MediaFailure(MediaFailure.Kind.UNREACHABLE, "no rtpengine answers");
    List<RtpengineNode> choice =
        nodes.stream()
            .filter(RtpengineNode::alive)
            .sorted(Comparator.comparingInt(RtpengineNode::load))
            .toList();
    for (RtpengineNode node : choice) {
      try {
        return RtpengineLeg.open(prefix() + name, node, settings, plain, stream);
      } catch (MediaFailure failure) {
        log.warn("rtpengine took no call node={} reason={}", node.name(), failure.getMessage());
        last = failure;
      }
    }
    throw last;
  }

  @Override
  public Optional<String> hindrance() {
    return nodes.stream().anyMatch(RtpengineNode::alive)
        ? Optional.empty()
        : Optional.of("no rtpengine answers");
  }

  @Override
  public void close() {
    nodes.forEach(RtpengineNode::close);
    plain.close();
  }
}
