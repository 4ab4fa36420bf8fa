// SPDX-License-Identifier: Apache-2.0
package ringway.imscore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import ringway.imscore.media.Codec;
import ringway.imscore.media.Rtp;
import ringway.imscore.support.Lab;
import ringway.imscore.support.RtpPeer;
import ringway.imscore.support.SipLines;
import ringway.imscore.support.SipMessage;
import ringway.imscore.support.Wic;

/** The tone phone calls a registered user. */
class PhoneCallsOutTest {
  private static Lab lab;
  private Wic alice;
  private RtpPeer media;

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
    alice.register();
    media = new RtpPeer();
  }

  @AfterEach
  void part() {
    alice.unregister();
    alice.close();
    media.close();
  }

  private static String call(String query) {
    HttpResponse<String> placed = lab.post("/call?" + query);
    assertThat(placed.statusCode()).as(placed.body()).isEqualTo(201);
    return Lab.json(placed.body()).get("call_id").asText();
  }

  private SipLines ok(SipMessage invite) {
    return SipLines.answer(invite, 200, "a")
        .with("Contact", "<" + alice.contact() + ">")
        .with("Record-Route", "<sip:alice-leg@" + alice.peer.hostPort() + ";lr>")
        .sdp(media.sdp("8 101"));
  }

  /** As a record-routing edge does: its own entry goes on top of the core's. */
  private String answered(SipMessage invite) {
    String own = "Record-Route: <sip:alice-leg@" + alice.peer.hostPort() + ";lr>\r\n";
    return ok(invite)
        .toString()
        .replace(own, "")
        .replaceFirst("Record-Route:", own + "Record-Route:");
  }

  @Test
  void theCallArrivesThroughThePathWithTheNumberOfThePhone() {
    String callId = call("to=sip:alice@ims.example.net");

    SipMessage invite = alice.peer.request("INVITE");
    assertThat(invite.header("Call-ID")).isEqualTo(callId);
    assertThat(invite.requestUri()).isEqualTo(alice.contact());
    assertThat(invite.headers("Route")).containsExactly(alice.path());
    assertThat(invite.header("P-Asserted-Identity")).isEqualTo("<tel:+15550198>");
    assertThat(invite.header("From")).contains("sip:+15550198@ims.example.net;user=phone");
    assertThat(invite.body())
        .contains("RTP/AVP 8 0 101")
        .contains("a=rtpmap:101 telephone-event/8000");
    alice.peer.send(SipLines.answer(invite, 603, "a").toString());
    await().until(() -> lab.phoneCall(callId).get("end_reason").asText().startsWith("603"));
  }

  @Test
  void theAnsweredCallHears440HertzUntilThePhoneHangsUp() {
    String callId = call("to=tel:+15550101&from=+15550198");
    SipMessage invite = alice.peer.request("INVITE");
    alice.peer.send(SipLines.answer(invite, 180, "a").toString());
    await().until(() -> lab.phoneCall(callId).get("state").asText().equals("ringing"));
    alice.peer.send(answered(invite));

    SipMessage ack = alice.peer.request("ACK");
    assertThat(ack.requestUri()).isEqualTo(alice.contact());
    assertThat(ack.headers("Route"))
        .containsExactly("<sip:alice-leg@" + alice.peer.hostPort() + ";lr>");
    await().until(() -> media.packets.size() >= 50);
    List<byte[]> heard = List.copyOf(media.packets).subList(0, 50);
    assertThat(Rtp.frequency(Codec.PCMA, heard)).isCloseTo(440, within(0.5));

    assertThat(lab.post("/hangup?call_id=" + callId).statusCode()).isEqualTo(204);
    SipMessage bye = alice.peer.request("BYE");
    assertThat(bye.header("CSeq")).isEqualTo("2 BYE");
    alice.peer.send(SipLines.answer(bye, 200, "a").toString());
  }

  @Test
  void theCalledUserHangsUp() {
    String callId = call("to=sip:alice@ims.example.net");
    SipMessage invite = alice.peer.request("INVITE");
    alice.peer.send(answered(invite));
    alice.peer.request("ACK");

    SipLines bye =
        SipLines.request("BYE", invite.header("Contact").replaceAll("[<>]", ""), alice.peer)
            .with("From", invite.header("To") + ";tag=a")
            .with("To", invite.header("From"))
            .with("Call-ID", callId)
            .with("CSeq", "1 BYE");
    invite.headers("Record-Route").forEach(route -> bye.with("Route", route));
    alice.peer.send(bye.toString());

    assertThat(alice.peer.finalResponse("BYE").status()).isEqualTo(200);
    assertThat(lab.phoneCall(callId).get("end_reason").asText())
        .isEqualTo("the other side hung up");
  }

  @Test
  void aRepeatedAnswerIsAcknowledgedAgain() {
    call("to=sip:alice@ims.example.net");
    SipMessage invite = alice.peer.request("INVITE");
    alice.peer.send(answered(invite));
    alice.peer.request("ACK");

    alice.peer.send(answered(invite));

    assertThat(alice.peer.request("ACK").header("CSeq")).isEqualTo("1 ACK");
  }

  @Test
  void aHangUpWhileItRingsCancels() {
    String callId = call("to=sip:alice@ims.example.net");
    SipMessage invite = alice.peer.request("INVITE");
    alice.peer.send(SipLines.answer(invite, 180, "a").toString());
    await().until(() -> lab.phoneCall(callId).get("state").asText().equals("ringing"));

    lab.post("/hangup?call_id=" + callId);

    alice.peer.request("CANCEL");
    alice.peer.send(SipLines.answer(invite, 487, "a").toString());
    alice.peer.request("ACK");
  }

  @Test
  void anAnswerAfterTheHangUpIsAcknowledgedAndEnded() {
    String callId = call("to=sip:alice@ims.example.net");
    SipMessage invite = alice.peer.request("INVITE");
    alice.peer.send(SipLines.answer(invite, 180, "a").toString());
    await().until(() -> lab.phoneCall(callId).get("state").asText().equals("ringing"));
    lab.post("/hangup?call_id=" + callId);
    alice.peer.request("CANCEL");

    alice.peer.send(answered(invite));

    alice.peer.request("ACK");
    alice.peer.request("BYE");
  }

  @Test
  void anAnswerWithoutG711EndsTheCall() {
    String callId = call("to=sip:alice@ims.example.net");
    SipMessage invite = alice.peer.request("INVITE");
    alice.peer.send(answered(invite).replace("RTP/AVP 8 101", "RTP/AVP 9 101"));

    alice.peer.request("ACK");
    alice.peer.request("BYE");
    assertThat(lab.phoneCall(callId).get("end_reason").asText()).isEqualTo("unusable answer");
  }

  @Test
  void aCallToNobodySaysWhyItEnded() {
    String callId = call("to=tel:+15559999");

    await().until(() -> lab.phoneCall(callId).get("end_reason").asText().startsWith("404"));
  }

  @Test
  void onePhoneCallsTheOther() {
    String callId = call("to=tel:+15550199");

    await()
        .until(
            () ->
                lab.get("/phones").get("calls").findValuesAsText("call_id").stream()
                        .filter(callId::equals)
                        .count()
                    == 2);
    // The tone goes to the echo phone and comes back.
    await()
        .untilAsserted(
            () ->
                assertThat(lab.phoneCall(callId).get("frequency_hz").asDouble())
                    .isCloseTo(440, within(0.5)));
    lab.post("/hangup?call_id=" + callId);
  }

  @Test
  void badRequestsAreRefusedWithAReason() {
    assertThat(lab.post("/call").statusCode()).isEqualTo(400);
    assertThat(lab.post("/call?to=nonsense").statusCode()).isEqualTo(400);
    assertThat(lab.post("/call?to=sip:alice@ims.example.net&from=+1999").statusCode())
        .isEqualTo(404);
    assertThat(lab.post("/hangup").statusCode()).isEqualTo(400);
    assertThat(lab.post("/hangup?call_id=none").statusCode()).isEqualTo(404);
  }
}
