// SPDX-License-Identifier: Apache-2.0
package ringway.agw.kurento;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
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

/** Browsers served by Kurento; each call by the one with the fewest. Thread-safe. */
public final class KurentoAccess implements AccessPlane {
  /** Kurento forgets a source after half a minute, and never hears it again. */
  private static final Duration LONGEST_SILENCE = Duration.ofSeconds(20);

  private static final Duration LONGEST_GAP = Duration.ofSeconds(10);

  private final KurentoConfig config;
  private final KurentoLeg.Settings settings;
  private final RtpSockets plain;
  private final EngineNodes<KmsNode> nodes = new EngineNodes<>("kurento");

  private KurentoAccess(MediaConfig media) {
    config = media.kurento();
    InetAddress address = OwnAddress.named("kurento.local-address", config.localAddress());
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
    plain = nodes.plain(media, address, config.firstPort(), config.lastPort(), config.threads());
  }

  public static KurentoAccess open(MediaConfig config, MediaMeters meters) {
    KurentoAccess access = new KurentoAccess(config);
    try {
      access.config.uris().forEach(access::add);
    } catch (RuntimeException e) {
      access.close();
      throw e;
    }
    access.nodes.measuredBy(meters);
    return access;
  }

  private void add(URI uri) {
    try {
      nodes.add(new KmsNode(uri, config.requestTime(), config.label(), config.pingInterval()));
    } catch (UnknownHostException e) {
      throw new ConfigError("media: host of kurento.uris " + uri + " does not resolve", e);
    }
  }

  @Override
  public AccessLeg open(StreamName name, AccessLeg.Stream stream) {
    return nodes.open(node -> KurentoLeg.open(name.toString(), node, settings, plain, stream));
  }

  /** Kurento drops it, and leaves it out of its answers. */
  @Override
  public boolean telephoneEvent() {
    return false;
  }

  /** Kurento makes packets of its own. */
  @Override
  public boolean headerExtensions() {
    return false;
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
