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
import org.junit.jupiter.params.provider.ValueSource;
import ringway.imscore.support.Lab;
import ringway.imscore.support.SipLines;
import ringway.imscore.support.SipMessage;
import ringway.imscore.support.SipPeer;
import ringway.imscore.support.Wic;

/** TS 24.229 §5.4.3 and RFC 3261 §16: from one user to another, over real sockets. */
class RoutingTest {
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

  private SipLines ok(SipMessage invite) {
    return SipLines.answer(invite, 200, "b")
        .with("Contact", "<sip:bob@" + bob.peer.hostPort() + ">")
        .sdp(SDP);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sip:bob@ims.example.net",
        "tel:+15550102",
        "tel:+1-555-0102",
        "sip:+15550102@ims.example.net;user=phone"
      })
  void aCallFindsTheRegisteredContactThroughItsPath(String dialled) {
    alice.peer.send(invite(dialled).toString());

    SipMessage arrived = bob.peer.request("INVITE");
    assertThat(alice.peer.response(100, "INVITE").tag("From")).isEqualTo("a");
    assertThat(arrived.requestUri()).isEqualTo(bob.contact());
    assertThat(arrived.headers("Route")).containsExactly(bob.path());
    assertThat(arrived.header("P-Called-Party-ID")).isEqualTo("<" + dialled + ">");
    assertThat(arrived.header("P-Asserted-Identity")).isEqualTo("<" + alice.impu() + ">");
    assertThat(arrived.header("Max-Forwards")).isEqualTo("69");
    assertThat(arrived.headers("Record-Route"))
        .containsExactly(
            "<sip:127.0.0.1:" + lab.port() + ";lr>",
            "<sip:alice-leg@" + alice.peer.hostPort() + ";lr>");
    assertThat(arrived.headers("Via")).hasSize(2);
    assertThat(arrived.headers("Via").getFirst()).contains("127.0.0.1:" + lab.port());
    assertThat(arrived.body()).isEqualTo(SDP);
    bob.peer.send(SipLines.answer(arrived, 486, "b").toString());
    alice.peer.response(486, "INVITE");
  }

  @Test
  void aWholeCallRunsThroughTheCore() {
    alice.peer.send(invite(bob.impu()).toString());
    SipMessage invite = bob.peer.request("INVITE");
    bob.peer.send(SipLines.answer(invite, 180, "b").toString());
    SipMessage ringing = alice.peer.response(180, "INVITE");
    bob.peer.send(ok(invite).toString());
    SipMessage ok = alice.peer.response(200, "INVITE");

    assertThat(ringing.headers("Via")).hasSize(1);
    assertThat(ok.tag("To")).isEqualTo("b");
    assertThat(ok.body()).isEqualTo(SDP);

    alice.peer.send(alice.within(ok, "ACK", 1).toString());
    SipMessage ack = bob.peer.request("ACK");
    assertThat(ack.requestUri()).isEqualTo("sip:bob@" + bob.peer.hostPort());
    assertThat(ack.headers("Route")).isEmpty();

    for (String method : new String[] {"INFO", "UPDATE", "PRACK", "MESSAGE", "BYE"}) {
      alice.peer.send(alice.within(ok, method, 2).toString());
      SipMessage within = bob.peer.request(method);
      assertThat(within.header("P-Called-Party-ID")).isEmpty();
      assertThat(within.header("Record-Route")).isEmpty();
      bob.peer.send(SipLines.answer(within, 200, "b").toString());
      assertThat(alice.peer.response(200, method).headers("Via")).hasSize(1);
    }
  }

  @Test
  void theCalleeReachesTheCallerWithinTheDialog() {
    alice.peer.send(invite(bob.impu()).toString());
    SipMessage invite = bob.peer.request("INVITE");
    bob.peer.send(ok(invite).toString());
    alice.peer.response(200, "INVITE");

    SipLines bye =
        SipLines.request("BYE", alice.contact(), bob.peer)
            .with("From", invite.header("To") + ";tag=b")
            .with("To", invite.header("From"))
            .with("Call-ID", callId)
            .with("CSeq", "1 BYE");
    invite.headers("Record-Route").forEach(route -> bye.with("Route", route));
    bob.peer.send(bye.toString());

    SipMessage arrived = alice.peer.request("BYE");
    assertThat(arrived.requestUri()).isEqualTo(alice.contact());
    assertThat(arrived.headers("Route"))
        .containsExactly("<sip:alice-leg@" + alice.peer.hostPort() + ";lr>");
  }

  @Test
  void aReInviteAndItsAckGoTheSameWay() {
    alice.peer.send(invite(bob.impu()).toString());
    bob.peer.send(ok(bob.peer.request("INVITE")).toString());
    SipMessage ok = alice.peer.response(200, "INVITE");
    alice.peer.send(alice.within(ok, "ACK", 1).toString());
    bob.peer.request("ACK");

    alice.peer.send(alice.within(ok, "INVITE", 2).sdp(SDP).toString());
    SipMessage again = bob.peer.request("INVITE");
    bob.peer.send(ok(again).toString());
    SipMessage second = alice.peer.response(200, "INVITE");
    alice.peer.send(alice.within(second, "ACK", 2).toString());

    assertThat(again.header("CSeq")).isEqualTo("2 INVITE");
    assertThat(bob.peer.request("ACK").header("CSeq")).isEqualTo("2 ACK");
  }

  @Test
  void aRepeated200ReachesTheCallerAgain() {
    alice.peer.send(invite(bob.impu()).toString());
    SipMessage invite = bob.peer.request("INVITE");
    bob.peer.send(ok(invite).toString());
    alice.peer.response(200, "INVITE");

    bob.peer.send(ok(invite).toString());

    assertThat(alice.peer.response(200, "INVITE").tag("To")).isEqualTo("b");
  }

  @Test
  void cancelEndsARingingCallOnBothSides() {
    SipLines request = invite(bob.impu());
    alice.peer.send(request.toString());
    SipMessage invite = bob.peer.request("INVITE");
    bob.peer.send(SipLines.answer(invite, 180, "b").toString());
    alice.peer.response(180, "INVITE");

    alice.peer.send(cancel(request));
    assertThat(alice.peer.response(200, "CANCEL").tag("From")).isEqualTo("a");
    SipMessage cancel = bob.peer.request("CANCEL");
    assertThat(cancel.header("Via")).isEqualTo(invite.headers("Via").getFirst());
    assertThat(cancel.requestUri()).isEqualTo(invite.requestUri());
    bob.peer.send(SipLines.answer(cancel, 200, "b").toString());
    bob.peer.send(SipLines.answer(invite, 487, "b").toString());

    assertThat(alice.peer.response(487, "INVITE").tag("To")).isEqualTo("b");
    assertThat(bob.peer.request("ACK").header("CSeq")).isEqualTo("1 ACK");
  }

  private static String cancel(SipLines invite) {
    return invite
        .toString()
        .replaceFirst("^INVITE", "CANCEL")
        .replace("1 INVITE", "1 CANCEL")
        .replaceFirst("(?s)Content-Type.*", "Content-Length: 0\r\n\r\n");
  }

  @Test
  void cancelWaitsUntilTheCalleeHasSaidAnything() {
    SipLines request = invite(bob.impu());
    alice.peer.send(request.toString());
    SipMessage invite = bob.peer.request("INVITE");
    alice.peer.send(cancel(request));
    alice.peer.response(200, "CANCEL");
    assertThat(bob.peer.has(message -> message.method().equals("CANCEL"))).isFalse();

    bob.peer.send(SipLines.answer(invite, 180, "b").toString());

    bob.peer.request("CANCEL");
    bob.peer.send(SipLines.answer(invite, 487, "b").toString());
    alice.peer.response(487, "INVITE");
  }

  @Test
  void cancelOfNothingGets481() {
    alice.peer.send(cancel(invite(bob.impu())));

    assertThat(alice.peer.finalResponse("CANCEL").status()).isEqualTo(481);
  }

  @Test
  void aRefusalIsAcknowledgedByTheCoreItself() {
    alice.peer.send(invite(bob.impu()).toString());
    SipMessage invite = bob.peer.request("INVITE");
    bob.peer.send(SipLines.answer(invite, 486, "b").toString());

    assertThat(alice.peer.response(486, "INVITE").tag("To")).isEqualTo("b");
    assertThat(bob.peer.request("ACK").header("Via")).isEqualTo(invite.headers("Via").getFirst());
  }

  @Test
  void aPagerMessageIsProxiedWithItsBody() {
    alice.peer.send(
        alice
            .originate("MESSAGE", bob.impu(), callId, "a")
            .without("Contact")
            .without("Record-Route")
            .sdp("hello")
            .without("Content-Type")
            .with("Content-Type", "text/plain")
            .toString());

    SipMessage arrived = bob.peer.request("MESSAGE");
    assertThat(arrived.body()).isEqualTo("hello");
    assertThat(arrived.header("Record-Route")).isEmpty();
    bob.peer.send(SipLines.answer(arrived, 202, "b").toString());
    assertThat(alice.peer.finalResponse("MESSAGE").status()).isEqualTo(202);
  }

  @Test
  void bothDevicesRingAndTheOneThatAnswersGetsTheCall() {
    try (SipPeer second = lab.trustedPeer()) {
      registerSecond(second);
      alice.peer.send(invite(bob.impu()).toString());
      SipMessage atFirst = bob.peer.request("INVITE");
      SipMessage atSecond = second.request("INVITE");
      bob.peer.send(SipLines.answer(atFirst, 180, "b1").toString());
      second.send(SipLines.answer(atSecond, 180, "b2").toString());
      assertThat(alice.peer.response(180, "INVITE").tag("To")).startsWith("b");
      assertThat(alice.peer.response(180, "INVITE").tag("To")).startsWith("b");

      second.send(
          SipLines.answer(atSecond, 200, "b2")
              .with("Contact", "<sip:bob@" + second.hostPort() + ">")
              .toString());

      assertThat(alice.peer.response(200, "INVITE").tag("To")).isEqualTo("b2");
      bob.peer.request("CANCEL");
      bob.peer.send(SipLines.answer(atFirst, 487, "b1").toString());
      bob.peer.request("ACK");
      assertThat(alice.peer.has(message -> message.status() == 487)).isFalse();
    }
  }

  @Test
  void ofTwoRefusalsTheBetterOneIsPassedOn() {
    try (SipPeer second = lab.trustedPeer()) {
      registerSecond(second);
      alice.peer.send(invite(bob.impu()).toString());
      SipMessage atFirst = bob.peer.request("INVITE");
      SipMessage atSecond = second.request("INVITE");
      bob.peer.send(SipLines.answer(atFirst, 503, "b1").toString());
      bob.peer.request("ACK");
      assertThat(alice.peer.has(message -> message.status() >= 300)).isFalse();
      second.send(SipLines.answer(atSecond, 486, "b2").toString());

      assertThat(alice.peer.finalResponse("INVITE").status()).isEqualTo(486);
    }
  }

  private void registerSecond(SipPeer second) {
    second.send(
        bob.register(SipLines.id(), 1, "UDP")
            .without("Contact")
            .with("Contact", "<sip:bob@second.invalid>;expires=600")
            .toString()
            .replace(bob.peer.hostPort(), second.hostPort()));
    second.response(200, "REGISTER");
  }

  @Test
  void aFlowThatTheEdgeCallsDeadIsForgotten() {
    alice.peer.send(invite(bob.impu()).toString());
    bob.peer.send(SipLines.answer(bob.peer.request("INVITE"), 430, "b").toString());
    assertThat(alice.peer.finalResponse("INVITE").status()).isEqualTo(430);

    await()
        .untilAsserted(
            () -> assertThat(lab.get("/registrations").toString()).doesNotContain("bob@browser"));
  }

  @Test
  void largeRequestsGoByTcp() {
    String large = SDP + "a=x:" + "y".repeat(1_500) + "\r\n";
    alice.peer.send(alice.originate("INVITE", bob.impu(), callId, "a").sdp(large).toString());

    SipMessage arrived = bob.peer.request("INVITE");
    assertThat(arrived.headers("Via").getFirst()).startsWith("SIP/2.0/TCP");
    assertThat(arrived.body()).isEqualTo(large);
  }

  @Test
  void aCallOverTcpIsAnsweredOnItsConnection() {
    alice.peer.sendTcp(invite(bob.impu()).toString().replaceFirst("SIP/2.0/UDP", "SIP/2.0/TCP"));

    bob.peer.send(ok(bob.peer.request("INVITE")).toString());

    assertThat(alice.peer.response(200, "INVITE").tag("To")).isEqualTo("b");
  }
}
