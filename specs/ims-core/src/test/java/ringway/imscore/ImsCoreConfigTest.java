// SPDX-License-Identifier: Apache-2.0
package ringway.imscore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ringway.imscore.support.Lab;
import ringway.imscore.support.Wic;
import ringway.runtime.config.ConfigError;

class ImsCoreConfigTest {
  @Test
  void theReferenceFileHoldsTheWireFactsOfTheAllInOne() {
    ImsCoreConfig config = Lab.config(Map.of());

    assertThat(config.port()).isEqualTo(5_060);
    assertThat(config.domain()).isEqualTo("ims.example.net");
    assertThat(config.management().port()).isEqualTo(9_084);
    assertThat(config.numbers()).isEqualTo(new ImsCoreConfig.Numbers("+15550199", "+15550198"));
    assertThat(config.rtp()).isEqualTo(new ImsCoreConfig.Rtp("127.0.0.1", 43_000, 43_999));
    assertThat(config.subscribers())
        .extracting(ImsCoreConfig.Subscriber::impi)
        .containsExactly("alice@ims.example.net", "bob@ims.example.net");
    assertThat(config.expiresMin()).isEqualTo(Duration.ofMinutes(1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "HOST | 0.0.0.0 | host must be one address",
        "HOST | no.such.host.invalid | does not resolve",
        "TRUSTEDNODES | [proxy.example.net] | trusted-nodes holds IP addresses",
        "PORT | 65536 | port must be 0 to 65535",
        "DOMAIN | IMS.Example.Net | lower case",
        "EXPIRESMIN | 8d | expires-min <= expires-default",
        "RTP_PORTMIN | 80 | at least two ports",
        "PHONES_ANSWERAFTER | 3m | phones.answer-after must be",
        "PHONES_MAXCALLS | 0 | phones.max-calls must be 1 to 10000"
      })
  void badValuesAreRefusedWithASentence(String key, String value, String sentence) {
    assertThatThrownBy(() -> Lab.config(Map.of(key, value)))
        .isInstanceOf(ConfigError.class)
        .hasMessageContaining(sentence);
  }

  @Test
  void numbersAreWrittenInFullAndDiffer() {
    assertThatThrownBy(() -> new ImsCoreConfig.Numbers("5550199", "+15550198"))
        .hasMessageContaining("written +15550199");
    assertThatThrownBy(() -> new ImsCoreConfig.Numbers("+15550198", "+15550198"))
        .hasMessageContaining("must differ");
  }

  @Test
  void oneIdentityBelongsToOneSubscriber() {
    String twice =
        "[{impi: a, impus: ['sip:a@ims.example.net']}, {impi: b, impus:"
            + " ['sip:a@ims.example.net']}]";

    assertThatThrownBy(() -> Lab.config(Map.of("SUBSCRIBERS", twice)))
        .hasMessageContaining("belongs to two subscribers");
  }

  @Test
  void aTakenPortIsNamed() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      ImsCoreConfig config =
          Lab.config(
              Map.of("PORT", Integer.toString(taken.getLocalPort()), "MANAGEMENT_PORT", "0"));

      assertThatThrownBy(() -> ImsCore.start(config))
          .isInstanceOf(ConfigError.class)
          .hasMessageContaining("127.0.0.1:" + taken.getLocalPort());
    }
  }

  @Test
  void aTakenUdpPortIsNamedToo() throws IOException {
    try (DatagramSocket taken = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
      ImsCoreConfig config =
          Lab.config(
              Map.of("PORT", Integer.toString(taken.getLocalPort()), "MANAGEMENT_PORT", "0"));

      assertThatThrownBy(() -> ImsCore.start(config))
          .isInstanceOf(ConfigError.class)
          .hasMessageContaining("127.0.0.1:" + taken.getLocalPort());
    }
  }

  @Test
  void noThreadOfAClosedCoreStays() {
    Set<Thread> before = stackThreads();
    Lab lab = new Lab(Map.of());
    assertThat(stackThreads()).hasSizeGreaterThan(before.size());
    try (Wic alice = new Wic(lab, "alice")) {
      alice.register();
    }

    lab.close();

    await().untilAsserted(() -> assertThat(before).containsAll(stackThreads()));
  }

  private static Set<Thread> stackThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().matches("(?i).*(jain|eventscanner|message|ims-core).*"))
        .collect(Collectors.toSet());
  }

  @Test
  void aClosedCoreFreesItsPort() throws IOException {
    Lab lab = new Lab(Map.of());
    int port = lab.port();
    lab.close();

    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
      assertThat(socket.getLocalPort()).isEqualTo(port);
    }
  }
}
