// SPDX-License-Identifier: Apache-2.0
package ringway.imscore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import ringway.imscore.support.Lab;
import ringway.imscore.support.SipLines;
import ringway.imscore.support.SipPeer;
import ringway.imscore.support.Wic;

/** What the management port shows, and that bad input does not hurt the core. */
class ManagementTest {
  private static Lab lab;

  @BeforeAll
  static void start() {
    lab = new Lab(Map.of());
  }

  @AfterAll
  static void stop() {
    lab.close();
  }

  @Test
  void everyMessageIsListedAndCanBePickedByCall() {
    try (Wic alice = new Wic(lab, "alice")) {
      String callId = SipLines.id();
      String register = alice.register(callId, 1, "UDP").toString();
      alice.peer.send(register);
      alice.peer.response(200, "REGISTER");

      JsonNode messages = lab.get("/messages?call_id=" + callId).get("messages");
      assertThat(messages).hasSize(2);
      assertThat(messages.get(0).get("direction").asText()).isEqualTo("in");
      assertThat(messages.get(0).get("text").asText()).isEqualTo(register);
      assertThat(messages.get(0).get("peer").asText()).isEqualTo("udp " + alice.peer.hostPort());
      assertThat(messages.get(1).get("direction").asText()).isEqualTo("out");
      assertThat(messages.get(1).get("first_line").asText()).isEqualTo("SIP/2.0 200 OK");
      assertThat(lab.get("/messages").get("messages").size()).isGreaterThanOrEqualTo(2);
    }
  }

  @Test
  void endedCallsStayListedUpToALimit() {
    for (int i = 0; i < 101; i++) {
      lab.post("/call?to=tel:%2B15559999");
    }

    await()
        .untilAsserted(
            () -> {
              JsonNode calls = lab.get("/phones").get("calls");
              assertThat(calls).hasSize(100);
              assertThat(calls)
                  .allSatisfy(call -> assertThat(call.get("state").asText()).isEqualTo("ended"));
            });
  }

  @Test
  void theCoreIsReadyAndCountsItsMessages() {
    assertThat(lab.send("GET", "/health/ready").statusCode()).isEqualTo(200);
    assertThat(lab.send("GET", "/metrics").body())
        .contains("ringway_imscore_messages_total")
        .contains("ringway_imscore_contacts")
        .contains("ringway_imscore_phone_calls")
        .contains("ringway_imscore_invites");
  }

  @Test
  void garbageOnTheSipPortHurtsNobody() {
    try (SipPeer stranger = lab.untrustedPeer();
        Wic bob = new Wic(lab, "bob")) {
      for (String garbage :
          new String[] {
            "\r\n\r\n",
            "nonsense",
            "INVITE\r\n\r\n",
            "INVITE sip:a SIP/2.0\r\nVia: x\r\n\r\n",
            "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 127.0.0.2;branch=z9hG4bKx\r\n\r\n",
            "REGISTER sip:a SIP/2.0\r\nContact: <<<\r\nCSeq: x\r\n\r\n",
            "\0\1\2\3".repeat(1_000)
          }) {
        stranger.send(garbage);
        stranger.sendTcp(garbage);
      }

      assertThat(bob.register().status()).isEqualTo(200);
    }
  }

  @Test
  void aRegisterThatLacksMandatoryHeadersGets400() {
    try (Wic bob = new Wic(lab, "bob")) {
      bob.peer.send(bob.register(SipLines.id(), 1, "UDP").without("CSeq").toString());
      bob.peer.send(bob.register(SipLines.id(), 2, "UDP").toString());

      // Without CSeq there may be no answer at all; the core lives on either way.
      assertThat(bob.peer.response(200, "REGISTER").header("CSeq")).isEqualTo("2 REGISTER");
    }
  }
}
