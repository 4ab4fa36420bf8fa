// SPDX-License-Identifier: Apache-2.0
package ringway.imscore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import ringway.imscore.support.Lab;
import ringway.imscore.support.SipLines;
import ringway.imscore.support.SipMessage;
import ringway.imscore.support.SipPeer;
import ringway.imscore.support.Wic;

/** What the core does not route, and what it answers itself. */
class RoutingRefusalTest {
  private static final String SDP = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n";

  private static Lab lab;
  private Wic alice;
  private Wic bob;
  private final String callId = SipLines.id();

  @BeforeAll
  static void start() {
    lab = new Lab(Map.of());
  }

  @AfterAll
  static void stop() {
    lab.close();
  }

  @BeforeEach
  void meet() {
    alice = new Wic(lab, "alice");
    bob = new Wic(lab, "bob");
    alice.register();
    bob.register();
  }

  @AfterEach
  void part() {
    alice.unregister();
    bob.unregister();
    alice.close();
    bob.close();
  }

  private SipLines invite(String target) {
    return alice.originate("INVITE", target, callId, "a").sdp(SDP);
  }

  private SipMessage refused(SipLines request, String method) {
    alice.peer.send(request.toString());
    return alice.peer.finalResponse(method);
  }

  @ParameterizedTest
  @CsvSource({
    "tel:+15559999, 404",
    "sip:nobody@ims.example.net, 404",
    "sip:bob@elsewhere.example.net, 404",
    "tel:0102;phone-context=ims.example.net, 404",
    "http://ims.example.net/, 416"
  })
  void aTargetNobodyKnowsIsRefused(String target, int status) {
    assertThat(refused(invite(target), "INVITE").status()).isEqualTo(status);
  }

  @Test
  void aUserWhoIsNotRegisteredGets480() {
    bob.unregister();

    assertThat(refused(invite("tel:+15550102"), "INVITE").status()).isEqualTo(480);
  }

  @Test
  void noHopsLeftGets483() {
    SipLines request = invite(bob.impu()).without("Max-Forwards").with("Max-Forwards", "0");

    assertThat(refused(request, "INVITE").status()).isEqualTo(483);
  }

  @Test
  void anOriginatorWhoIsNotRegisteredGets403() {
    alice.unregister();

    SipMessage refusal = refused(invite(bob.impu()), "INVITE");
    assertThat(refusal.status()).isEqualTo(403);
    assertThat(refusal.header("Warning")).contains("P-Asserted-Identity");
  }

  @Test
  void anOriginatorWithoutAssertedIdentityGets403() {
    assertThat(refused(invite(bob.impu()).without("P-Asserted-Identity"), "INVITE").status())
        .isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(strings = {"INVITE", "MESSAGE", "BYE"})
  void anUntrustedPeerIsRefusedAndNothingReachesTheCallee(String method) {
    try (SipPeer stranger = lab.untrustedPeer()) {
      stranger.send(
          alice
              .originate(method, bob.impu(), callId, "a")
              .toString()
              .replace(alice.peer.hostPort(), stranger.hostPort()));

      SipMessage refusal = stranger.finalResponse(method);
      assertThat(refusal.status()).isEqualTo(403);
      assertThat(refusal.header("Warning")).contains("127.0.0.2 is no trusted node");
    }
    assertThat(bob.peer.has(message -> message.method().equals(method))).isFalse();
  }

  @Test
  void anExtensionTheProxyLacksIsRefusedByName() {
    SipMessage refusal = refused(invite(bob.impu()).with("Proxy-Require", "sec-agree"), "INVITE");

    assertThat(refusal.status()).isEqualTo(420);
    assertThat(refusal.header("Unsupported")).isEqualTo("sec-agree");
  }

  @Test
  void optionsToTheCoreIsAnsweredByIt() {
    String core = "sip:127.0.0.1:" + lab.port();
    SipLines options = alice.originate("OPTIONS", core, callId, "a").without("Route");

    assertThat(refused(options, "OPTIONS").status()).isEqualTo(200);
  }

  @Test
  void nobodyWatchesTheRegistrationOfAnother() {
    SipLines subscribe =
        alice
            .originate("SUBSCRIBE", bob.impu(), callId, "a")
            .with("Event", "reg")
            .with("Contact", "<" + alice.contact() + ">");

    assertThat(refused(subscribe, "SUBSCRIBE").status()).isEqualTo(403);
  }

  @Test
  void thePhonesAreTrustedEvenWhereTheirAddressIsNot() {
    try (Lab strict = new Lab(Map.of("TRUSTEDNODES", "[127.0.0.9]"));
        SipPeer neighbour = strict.trustedPeer()) {
      String placed = strict.post("/call?to=tel:%2B15550199").body();
      String phoneCall = Lab.json(placed).get("call_id").asText();
      neighbour.send(
          invite("tel:+15550199")
              .toString()
              .replace(alice.peer.hostPort(), neighbour.hostPort())
              .replace(":" + lab.port() + ";lr>", ":" + strict.port() + ";lr>"));

      assertThat(neighbour.finalResponse("INVITE").header("Warning"))
          .contains("127.0.0.1 is no trusted node");
      await().until(() -> strict.phoneCall(phoneCall).get("state").asText().equals("established"));
    }
  }
}
