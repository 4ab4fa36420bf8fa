// SPDX-License-Identifier: Apache-2.0
package ringway.agw.rtpengine;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.util.Optional;
import ringway.agw.MediaConfig;
import ringway.agw.engine.AccessLeg;
import ringway.agw.engine.AccessPlane;
import ringway.agw.engine.EngineNodes;
import ringway.agw.engine.StreamName;
import ringway.agw.meter.MediaMeters;
import ringway.agw.rtp.RtpSockets;
import ringway.agw.udp.OwnAddress;
import ringway.runtime.config.ConfigError;

/** Browsers served by rtpengine; each call by the one with the fewest. Thread-safe. */
public final class RtpengineAccess implements AccessPlane {
  private final RtpengineConfig config;
  private final RtpengineLeg.Settings settings;
  private final RtpSockets plain;
  private final EngineNodes<RtpengineNode> nodes = new EngineNodes<>("rtpengine");

  private RtpengineAccess(MediaConfig media) {
    config = media.rtpengine();
    InetAddress address = OwnAddress.named("rtpengine.address", config.address());
    settings =
        new RtpengineLeg.Settings(
            address,
            config.innerInterface(),
            config.outerInterface(),
            media.webrtc().handshakeTime(),
            media.webrtc().rtcp().enabled());
    plain = nodes.plain(media, address, config.firstPort(), config.lastPort(), config.threads());
  }

  public static RtpengineAccess open(MediaConfig config, MediaMeters meters) {
    RtpengineAccess access = new RtpengineAccess(config);
    try {
      access.config.nodes().forEach(access::add);
    } catch (RuntimeException e) {
      access.close();
      throw e;
    }
    access.nodes.measuredBy(meters);
    return access;
  }

  private void add(URI address) {
    try {
      nodes.add(
          new RtpengineNode(
              new NgClient(address, config.requestTime()), prefix(), config.pingInterval()));
    } catch (IOException e) {
      throw new ConfigError("media cannot open a socket for NG: " + e.getMessage(), e);
    }
  }

  private String prefix() {
    return config.label() + "/";
  }

  @Override
  public AccessLeg open(StreamName name, AccessLeg.Stream stream) {
    return nodes.open(node -> RtpengineLeg.open(prefix() + name, node, settings, plain, stream));
  }

  @Override
  public Optional<String> hindrance() {
    return nodes.hindrance();
  }

  @Override
  public void close() {
    nodes.close();
    plain.close();
  }
}
