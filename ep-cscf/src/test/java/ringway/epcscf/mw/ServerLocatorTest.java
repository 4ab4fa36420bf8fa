// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.mw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import ringway.epcscf.sip.SipMessages;
import ringway.epcscf.transaction.LinkDown;

/** RFC 3263 §4 against a DNS server on loopback. */
class ServerLocatorTest {
  private final Random random = new Random(7);
  private LoopbackDns dns;

  @BeforeEach
  void start() throws IOException {
    dns =
        new LoopbackDns()
            .with("ims.test", 300, "NAPTR", "20 50 \"s\" \"SIP+D2U\" \"\" _sip._udp.ims.test.")
            .with("ims.test", 300, "NAPTR", "10 20 \"s\" \"SIP+D2T\" \"\" _sip._tcp.ims.test.")
            .with("ims.test", 300, "NAPTR", "10 10 \"s\" \"SIPS+D2T\" \"\" _sips._tcp.ims.test.")
            .with("ims.test", 300, "NAPTR", "1 1 \"s\" \"SIP+D2S\" \"\" _sip._sctp.ims.test.")
            .with("_sip._tcp.ims.test", 300, "SRV", "2 0 5080 b.ims.test.")
            .with("_sip._tcp.ims.test", 300, "SRV", "1 0 5070 a.ims.test.")
            .with("_sip._udp.ims.test", 300, "SRV", "1 0 5090 a.ims.test.")
            .with("_sips._tcp.ims.test", 300, "SRV", "1 0 5061 a.ims.test.")
            .with("a.ims.test", 300, "A", "192.0.2.1")
            .with("b.ims.test", 300, "A", "192.0.2.2")
            .with("b.ims.test", 300, "AAAA", "2001:db8::2")
            .with("_sip._udp.srv.test", 300, "SRV", "1 0 5062 a.ims.test.")
            .with("none.test", 300, "NAPTR", "1 1 \"s\" \"SIP+D2U\" \"\" _sip._udp.none.test.")
            .with("_sip._udp.none.test", 300, "SRV", "0 0 0 .")
            .with("plain.test", 300, "A", "192.0.2.3");
  }

  @AfterEach
  void stop() {
    dns.close();
  }

  private ServerLocator locator(boolean tls, Duration maxTtl) {
    return new ServerLocator(
        new NameService(new DnsConfig(List.of(dns.address()), Duration.ofSeconds(2), maxTtl)),
        tls,
        random::nextInt);
  }

  private List<String> located(boolean tls, String uri) {
    return locator(tls, Duration.ofHours(1)).locate(SipMessages.sipUri(uri)).stream()
        .map(Candidate::toString)
        .toList();
  }

  @Test
  void naptrThenSrvThenAddressesGiveTheOrder() {
    assertThat(located(false, "sip:ims.test"))
        .containsExactly(
            "tcp 192.0.2.1:5070",
            "tcp 192.0.2.2:5080",
            "tcp 2001:db8:0:0:0:0:0:2:5080",
            "udp 192.0.2.1:5090");
    assertThat(located(true, "sip:ims.test").getFirst()).isEqualTo("tls 192.0.2.1:5061");
    assertThat(located(true, "sips:ims.test")).containsExactly("tls 192.0.2.1:5061");
  }

  @ParameterizedTest
  @CsvSource({
    "sip:ims.test;transport=udp, udp 192.0.2.1:5090",
    "sip:ims.test:5555, udp 192.0.2.1:5555",
    "sip:srv.test, udp 192.0.2.1:5062",
    "sip:plain.test, udp 192.0.2.3:5060",
    "sip:plain.test;transport=tcp, tcp 192.0.2.3:5060",
    "sip:plain.test:5055;transport=tcp, tcp 192.0.2.3:5055",
    "sip:192.0.2.9, udp 192.0.2.9:5060",
    "sip:[2001:db8::9]:5070;transport=tcp, tcp 2001:db8:0:0:0:0:0:9:5070",
    "sip:ims.test;maddr=192.0.2.8, udp 192.0.2.8:5060"
  })
  void whatTheUriSaysIsNotLookedUp(String uri, String expected) throws IOException {
    dns.with("ims.test", 300, "A", "192.0.2.1");

    assertThat(located(false, uri)).containsExactly(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sip:unknown.test",
        "sip:none.test;transport=udp",
        "sips:ims.test",
        "sip:ims.test;transport=tls",
        "sip:ims.test;transport=sctp",
        "sips:ims.test;transport=udp"
      })
  void whereNothingIsFoundThereIsNoWay(String uri) {
    assertThatThrownBy(() -> located(false, uri)).isInstanceOf(LinkDown.class);
  }

  @Test
  void weightsShareTheLoadAmongEquals() throws IOException {
    dns.with("_sip._udp.w.test", 300, "SRV", "1 30 5001 a.ims.test.")
        .with("_sip._udp.w.test", 300, "SRV", "1 10 5002 a.ims.test.")
        .with("_sip._udp.w.test", 300, "SRV", "1 0 5003 a.ims.test.");
    ServerLocator locator = locator(false, Duration.ofHours(1));
    List<Integer> first = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      List<Candidate> all = locator.locate(SipMessages.sipUri("sip:w.test;transport=udp"));
      assertThat(all).hasSize(3);
      first.add(all.getFirst().address().getPort());
    }

    assertThat(first.stream().filter(port -> port == 5001).count()).isBetween(1_300L, 1_650L);
    assertThat(first.stream().filter(port -> port == 5003).count()).isBetween(1L, 150L);
  }

  @Test
  void answersAreKeptForTheirTtlAndNoLonger() throws IOException {
    dns.with("short.test", 1, "A", "192.0.2.4");
    ServerLocator locator = locator(false, Duration.ofHours(1));
    locator.locate(SipMessages.sipUri("sip:plain.test:5060"));
    locator.locate(SipMessages.sipUri("sip:short.test:5060"));
    int asked = dns.questions.get();

    locator.locate(SipMessages.sipUri("sip:plain.test:5060"));

    assertThat(dns.questions.get() - asked).as("A and AAAA are known").isZero();
    dns.forget("short.test");
    dns.with("short.test", 1, "A", "192.0.2.5");
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(locator.locate(SipMessages.sipUri("sip:short.test:5060")))
                    .first()
                    .hasToString("udp 192.0.2.5:5060"));
  }
}
