// SPDX-License-Identifier: Apache-2.0
package ringway.agw;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import ringway.agw.srtp.SrtpProfile;

/**
 * The browsers' side.
 *
 * @param advertised addresses of the ICE candidates; none means the address itself
 * @param maxHandshakes DTLS handshakes at one time; more wait for the browser's repetition
 * @param consentTime silence of connectivity checks after which sending stops, RFC 7675 §5.1
 * @param srtpProfiles the preferred first
 */
public record WebRtcConfig(
    String address,
    int port,
    List<String> advertised,
    int maxHandshakes,
    Duration handshakeTime,
    Duration consentTime,
    List<SrtpProfile> srtpProfiles,
    IceTcpConfig tcp,
    Rtcp rtcp) {
  /**
   * A second port, for browsers without rtcp-mux.
   *
   * @param port empty for the one after that of media
   */
  public record Rtcp(boolean enabled, Optional<Integer> port) {
    private int after(int mediaPort) {
      return port.orElse(mediaPort == 0 ? 0 : mediaPort + 1);
    }
  }

  public WebRtcConfig {
    resolved(address);
    advertised = List.copyOf(advertised);
    srtpProfiles = List.copyOf(srtpProfiles);
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("webrtc.port must be 0 to 65535, found " + port);
    }
    if (advertised.isEmpty() && isWildcard(address)) {
      throw new IllegalArgumentException(
          "webrtc.advertised must name the addresses browsers can reach when webrtc.address is "
              + address);
    }
    int second = rtcp.after(port);
    if (second < 0 || second > 65535 || second != 0 && second == port) {
      throw new IllegalArgumentException(
          "webrtc.rtcp.port must be 0 to 65535 and another than webrtc.port, found " + second);
    }
    if (maxHandshakes < 1) {
      throw new IllegalArgumentException(
          "webrtc.max-handshakes must be 1 or more, found " + maxHandshakes);
    }
    if (srtpProfiles.isEmpty()) {
      throw new IllegalArgumentException("webrtc.srtp-profiles must name at least one profile");
    }
    MediaConfig.requirePositive("webrtc.handshake-time", handshakeTime);
    MediaConfig.requirePositive("webrtc.consent-time", consentTime);
  }

  /** The addresses a browser is told. */
  public List<String> candidates() {
    return advertised.isEmpty() ? List.of(address) : advertised;
  }

  /** Of browsers without rtcp-mux, when they are served; 0 leaves the choice to the system. */
  public Optional<Integer> rtcpPort() {
    return rtcp.enabled() ? Optional.of(rtcp.after(port)) : Optional.empty();
  }

  /** The address to listen on. */
  public InetAddress localAddress() {
    return resolved(address);
  }

  static boolean isWildcard(String address) {
    return resolved(address).isAnyLocalAddress();
  }

  static InetAddress resolved(String address) {
    try {
      return InetAddress.getByName(address);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("address `" + address + "` does not resolve", e);
    }
  }
}
