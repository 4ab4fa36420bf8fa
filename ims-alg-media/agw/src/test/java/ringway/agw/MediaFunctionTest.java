// SPDX-License-Identifier: Apache-2.0
package ringway.agw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ringway.agw.peer.WebRtcPeer;
import ringway.agw.srtp.SrtpProfile;
import ringway.iq.Configure;
import ringway.iq.Fingerprint;
import ringway.iq.IqClient;
import ringway.iq.IqEvent;
import ringway.iq.Reserve;
import ringway.iq.Reserved;
import ringway.runtime.config.ConfigError;
import ringway.runtime.config.ConfigSource;

class MediaFunctionTest {
  @TempDir private Path folder;

  private MediaConfig config(String yaml) throws IOException {
    Path file = folder.resolve("ringway.yaml");
    Files.writeString(file, "media:\n" + yaml.indent(2));
    return ConfigSource.read(Optional.of(file), Set.of("media"), Map.of())
        .section("media", MediaConfig.class);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private MediaConfig anyPorts(int management) throws IOException {
    return config(
        """
        iq: {port: 0}
        management: {port: %d}
        webrtc: {port: 0}
        rtp: {first-port: 0, last-port: 0}
        """
            .formatted(management));
  }

  @Test
  void theReferenceHoldsTheDefaults() {
    MediaConfig config =
        ConfigSource.read(Optional.empty(), Set.of("media"), Map.of())
            .section("media", MediaConfig.class);
    assertThat(config.iq().port()).isEqualTo(8083);
    assertThat(config.management().port()).isEqualTo(9083);
    assertThat(config.webrtc().port()).isEqualTo(40000);
    assertThat(config.webrtc().candidates()).containsExactly("127.0.0.1");
    assertThat(config.webrtc().srtpProfiles()).containsExactly(SrtpProfile.values());
    assertThat(config.rtp().firstPort()).isEqualTo(41000);
    assertThat(config.rtp().lastPort()).isEqualTo(42999);
    assertThat(config.rtp().advertised()).isEqualTo("127.0.0.1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "iq: {host: 0.0.0.0} | TLS is required on 0.0.0.0",
        "iq: {host: 0.0.0.0, tls: {mode: self-signed}} | set iq.token to a reference",
        "iq: {authorities: /ca.pem} | iq.authorities needs iq.tls.mode",
        "iq: {token: secret} | a secret is given as file:/path or env:NAME",
        "webrtc: {address: 0.0.0.0} | webrtc.advertised must name",
        "webrtc: {port: 70000} | webrtc.port must be",
        "webrtc: {srtp-profiles: []} | at least one profile",
        "webrtc: {srtp-profiles: [ROT13]} | srtp-profiles",
        "webrtc: {max-handshakes: 0} | webrtc.max-handshakes must be",
        "rtp: {first-port: 50001, last-port: 50002} | must hold an even port and the next",
        "rtp: {first-port: 50000, last-port: 50000} | must hold an even port and the next",
        "rtp: {address: 0.0.0.0} | rtp.advertised-address must name",
        "rtp: {source-filter: anyone} | source-filter",
        "rtp: {threads: 0} | rtp.threads must be",
        "engine: freeswitch | engine",
        "engine: rtpengine | rtpengine.nodes must name one",
        "rtpengine: {nodes: ['http://127.0.0.1:1']} | rtpengine.nodes are such as",
        "rtpengine: {nodes: ['udp://127.0.0.1']} | rtpengine.nodes are such as",
        "rtpengine: {label: 'a/b'} | rtpengine.label must be",
        "rtpengine: {inner-interface: priv} | belong together",
        "rtpengine: {first-port: 50000, last-port: 50000} | rtpengine.first-port and",
        "rtpengine: {threads: 0} | rtpengine.threads must be",
        "rtpengine: {ping-interval: 0s} | rtpengine.ping-interval must be longer than 0",
        "engine: kurento | kurento.uris must name one",
        "kurento: {uris: ['http://127.0.0.1:8888/kurento']} | kurento.uris are such as",
        "kurento: {uris: ['ws://a/kurento', 'ws://a/kurento']} | kurento.uris names one twice",
        "kurento: {label: 'a/b'} | kurento.label must be",
        "kurento: {first-port: 50000, last-port: 50000} | kurento.first-port and",
        "kurento: {threads: 0} | kurento.threads must be",
        "kurento: {request-time: 0s} | kurento.request-time must be longer than 0",
        "play-out: {min: 110ms} | play-out.max must be",
        "play-out: {max: 30ms} | found 30ms",
        "play-out: {max: 501ms} | and 500ms at most, found 501ms",
        "play-out: {threads: 0} | play-out.threads must be 1 to 256",
        "dscp: 64 | dscp must be 0 to 63",
        "drain-time: -1s | drain-time",
        "inactivity-time: 0s | inactivity-time must be longer than 0",
        "max-contexts: 0 | max-contexts must be 1 or more",
        "max-context: 1 | did you mean `max-contexts`?",
      })
  void aWrongSettingIsNamed(String yaml, String message) {
    assertThatThrownBy(() -> config(yaml))
        .isInstanceOf(ConfigError.class)
        .hasMessageContaining(message);
  }

  @Test
  void severalAddressesCanBeAdvertised() throws IOException {
    MediaConfig config =
        config("webrtc: {address: 0.0.0.0, port: 0, advertised: [192.0.2.1, 2001:db8::1]}");
    assertThat(config.webrtc().candidates()).containsExactly("192.0.2.1", "2001:db8::1");
  }

  @Test
  void aTakenMediaPortIsNamed() throws IOException {
    try (MediaFunction first = MediaFunction.start(anyPorts(0))) {
      int taken = webRtcPort(first.gateway().reserve(audio("any")).streams().getFirst());
      MediaConfig same =
          config(
              """
              iq: {port: 0}
              management: {port: 0}
              webrtc: {port: %d}
              """
                  .formatted(taken));
      assertThatThrownBy(() -> MediaFunction.start(same))
          .isInstanceOf(ConfigError.class)
          .hasMessageContaining("media cannot listen on UDP 127.0.0.1:" + taken);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "webrtc: {port: 0, address: 192.0.2.99} | webrtc.address 192.0.2.99",
        "rtp: {address: 192.0.2.99} | rtp.address 192.0.2.99",
        "rtpengine: {address: 192.0.2.99, nodes: ['udp://127.0.0.1:9']} | rtpengine.address"
            + " 192.0.2.99",
        "kurento: {local-address: 192.0.2.99, uris: ['ws://127.0.0.1:9/k']} | kurento.local-address"
            + " 192.0.2.99",
      })
  void anAddressOfAnotherMachineIsNamedAtTheStart(String yaml, String named) throws IOException {
    String engine = yaml.substring(0, yaml.indexOf(':'));
    boolean other = Set.of("rtpengine", "kurento").contains(engine);
    MediaConfig elsewhere =
        config(
            """
            iq: {port: 0}
            management: {port: 0}
            engine: %s
            %s
            """
                    .formatted(other ? engine : "embedded", yaml)
                + (engine.equals("webrtc") ? "" : "webrtc: {port: 0}\n"));
    assertThatThrownBy(() -> MediaFunction.start(elsewhere))
        .isInstanceOf(ConfigError.class)
        .hasMessageContaining("media: " + named)
        .hasMessageEndingWith("it must be an address of this machine");
  }

  @Test
  void aCallIsSetUpOverIqAndSeenInTheMetrics() throws Exception {
    int management = freePort();
    try (MediaFunction function = MediaFunction.start(anyPorts(management))) {
      try (IqClient iq =
              IqClient.connect(URI.create("ws://127.0.0.1:" + function.iqPort() + "/iq"));
          WebRtcPeer peer = WebRtcPeer.create()) {
        setUp(iq, peer);
        assertThat(iq.audit().contexts().getFirst().streams().getFirst().dtls()).isEqualTo("up");
        assertThat(get(management, "/health/ready")).contains("ready");
        assertThat(get(management, "/metrics"))
            .contains("ringway_media_contexts{function=\"media\"} 1.0")
            .contains("ringway_media_handshakes_total{function=\"media\",outcome=\"up\"} 1.0")
            .contains(
                "ringway_media_dropped_total{function=\"media\",reason=\"unknown-source\"} 0");
      }
      await().until(() -> function.gateway().audit().contexts().isEmpty());
    }
  }

  private static Reserve audio(String context) {
    return new Reserve(context, List.of(new Reserve.Stream("0", "audio")));
  }

  private static int webRtcPort(Reserved.Stream stream) {
    return stream.webrtc().candidates().getFirst().port();
  }

  private static void setUp(IqClient iq, WebRtcPeer peer) throws InterruptedException {
    BlockingQueue<IqEvent> events = new LinkedBlockingQueue<>();
    iq.onEvent(events::add);
    Reserved.Stream local = iq.reserve(audio("call")).streams().getFirst();
    iq.configure(
        new Configure(
            "call",
            "0",
            Optional.of(
                new Configure.WebRtcRemote(
                    peer.ufrag(),
                    peer.pwd(),
                    List.of(new Fingerprint("sha-256", peer.localFingerprint())),
                    Configure.DtlsRole.PASSIVE)),
            Optional.empty(),
            Configure.Gate.OPEN,
            List.of(),
            List.of()));
    peer.connect(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), webRtcPort(local)),
        local.webrtc().ufrag(),
        local.webrtc().pwd(),
        local.webrtc().fingerprint().value(),
        true);
    assertThat(next(events)).isInstanceOf(IqEvent.IceConnected.class);
    assertThat(next(events)).isInstanceOf(IqEvent.DtlsUp.class);
  }

  private static IqEvent next(BlockingQueue<IqEvent> events) throws InterruptedException {
    return Optional.ofNullable(events.poll(30, TimeUnit.SECONDS)).orElseThrow();
  }

  private static String get(int port, String path) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }
}
