// SPDX-License-Identifier: Apache-2.0
package ringway.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ringway.launcher.ports.PortClaim;
import ringway.launcher.ports.PortClaim.Transport;
import ringway.runtime.config.ConfigSource;

class OpenPortsTest {
  @TempDir private Path directory;

  /** What the doctor knows before anything is built must not fall behind the reference files. */
  @Test
  void theDoctorLooksAtEveryPortTheReferenceFilesOpen() throws IOException {
    assertThat(PortClaim.defaults())
        .containsExactlyInAnyOrderElementsOf(OpenPorts.of(settings("", Map.of())));
  }

  @Test
  void whatIsSwitchedOnIsLookedAtAndWhatIsOffIsNot() throws IOException {
    String yaml =
        """
        ep-cscf:
          mw:
            host: 127.0.0.2
            tls: {mode: files}
        media:
          webrtc:
            address: 127.0.0.3
            tcp: {enabled: true, port: 40005}
            rtcp: {enabled: false}
        """;

    assertThat(OpenPorts.of(settings(yaml, Map.of())))
        .contains(
            new PortClaim("ep-cscf.mw.tls.port", "127.0.0.2", 5061, Transport.TCP),
            new PortClaim("media.webrtc.tcp.port", "127.0.0.3", 40_005, Transport.TCP))
        .extracting(PortClaim::key)
        .doesNotContain("media.webrtc.rtcp.port");
  }

  @Test
  void thePortOfRtcpFollowsThatOfMedia() throws IOException {
    Map<String, String> moved = Map.of("RINGWAY_MEDIA_WEBRTC_PORT", "21000");
    assertThat(OpenPorts.of(settings("", moved)))
        .contains(new PortClaim("media.webrtc.rtcp.port", "127.0.0.1", 21_001, Transport.UDP));

    Map<String, String> any = Map.of("RINGWAY_MEDIA_WEBRTC_PORT", "0");
    assertThat(OpenPorts.of(settings("", any)))
        .extracting(PortClaim::key)
        .doesNotContain("media.webrtc.port", "media.webrtc.rtcp.port");
  }

  @Test
  void anotherMediaServerHasTheBrowsersPorts() throws IOException {
    assertThat(OpenPorts.of(settings("media: {engine: rtpengine}", Map.of())))
        .extracting(PortClaim::key)
        .contains("media.iq.port")
        .noneMatch(key -> key.startsWith("media.webrtc"));
  }

  @Test
  void freePortsAreFoundForWhatTheFileSwitchesOn() throws IOException {
    Path file = directory.resolve("tls.yaml");
    Files.writeString(file, "ep-cscf: {mw: {tls: {mode: files}}}");

    assertThat(AllInOne.withFreePorts(Optional.of(file), Map.of()))
        .containsKeys("RINGWAY_EPCSCF_MW_TLS_PORT", "RINGWAY_MEDIA_WEBRTC_RTCP_PORT");
  }

  private ConfigSource settings(String yaml, Map<String, String> environment) throws IOException {
    Path file = Files.writeString(directory.resolve("given.yaml"), yaml);
    return ConfigSource.read(Optional.of(file), NodeFunction.sections(), environment);
  }
}
