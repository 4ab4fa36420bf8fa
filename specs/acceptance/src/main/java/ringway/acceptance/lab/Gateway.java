// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.lab;

import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import ringway.acceptance.actors.TestWaf;
import ringway.acceptance.peers.FreePort;
import ringway.epcscf.EpCscf;
import ringway.epcscf.EpCscfConfig;

/** A real eP-CSCF and media function on free ports. */
record Gateway(EpCscf epCscf, boolean secure, Metrics epCscfMetrics, List<MediaNode> media) {

  /**
   * @param settings what the flow wants of the eP-CSCF
   * @param entryPoint of the core
   */
  static Gateway start(
      Parts parts,
      Settings settings,
      Settings mediaSettings,
      String entryPoint,
      Map<String, Object> issuer) {
    return start(
        parts, settings, List.of(parts.add(MediaNode.start(mediaSettings))), entryPoint, issuer);
  }

  /** The same with media functions that run already. */
  static Gateway start(
      Parts parts,
      Settings settings,
      List<MediaNode> media,
      String entryPoint,
      Map<String, Object> issuer) {
    return start(parts, settings, media, entryPoint, issuer, Clock.systemUTC());
  }

  /** The same by a clock of the caller's. */
  static Gateway start(
      Parts parts,
      Settings settings,
      List<MediaNode> media,
      String entryPoint,
      Map<String, Object> issuer,
      Clock clock) {
    int management = FreePort.next();
    settings
        .with("w2.port", 0)
        .with("management.port", management)
        .with("tokens.issuers", List.of(issuer));
    settings.withDefault("media.functions", media.stream().map(MediaNode::address).toList());
    // A scripted core answers what its flow expects, and nothing else.
    settings.withDefault("mw.probe.interval", "0s").withDefault("mw.watchdog", "0s");
    settings.withDefault("mw.port", 0);
    settings.withDefault("mw.entry-point", entryPoint);
    settings.withDefault("w2.allow-no-origin", true).withDefault("w2.origins", List.of(Lab.ORIGIN));
    EpCscfConfig config = settings.bind(EpCscfConfig.class);
    return new Gateway(
        parts.add(EpCscf.start(config, clock)),
        settings.isSet("w2.tls.mode"),
        new Metrics(management),
        media);
  }

  Metrics mediaMetrics() {
    return media.getFirst().metrics();
  }

  /** The media function on free ports. */
  static Settings freePorts(Settings media, int management) {
    return media
        .with("iq.port", 0)
        .with("webrtc.port", 0)
        .with("rtp.first-port", 0)
        .with("rtp.last-port", 0)
        .with("management.port", management);
  }

  /** What the eP-CSCF is told of a test WAF. */
  static Map<String, Object> issuer(TestWaf waf) {
    return Map.of(
        "issuer", waf.issuer(),
        "jwks-uri", waf.jwksUri(),
        "third-party", false,
        "claims", Map.of("impi", "impi", "impus", "impus", "wwsf", "wwsf"));
  }

  URI w2() {
    return URI.create((secure ? "wss" : "ws") + "://127.0.0.1:" + epCscf.w2Port() + "/");
  }
}
