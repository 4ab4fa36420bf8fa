// SPDX-License-Identifier: Apache-2.0
package ringway.imscore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import ringway.imscore.media.Codec;
import ringway.imscore.media.Rtp;
import ringway.imscore.support.Lab;
import ringway.imscore.support.RtpPeer;
import ringway.imscore.support.SipLines;
import ringway.imscore.support.SipMessage;
import ringway.imscore.support.Wic;

/** Calls to the echo and the tone phone with real RTP. */
class PhoneTest {
  private static final String ECHO = "tel:+15550199";
  private static final String TONE = "sip:+15550198@ims.example.net;user=phone";

  private static Lab lab;
  private Wic alice;
  private RtpPeer media;
  private final String callId = SipLines.id();

  @BeforeAll
  static void start() {
    lab =
        new Lab(
            Map.of(
                "PHONES_RTCPINTERVAL", "100ms",
                "PHONES_SILENCELIMIT", "30s",
                "PHONES_MAXCALLS", "3"));
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
    lab.post("/hangup?call_id=" + callId);
    alice.unregister();
    alice.close();
    media.close();
  }

  private SipLines invite(String number) {
    return alice.originate("INVITE", number, callId, "a");
  }

  private SipMessage call(String number, String sdp) {
    alice.peer.send(invite(number).sdp(sdp).toString());
    SipMessage answer = alice.peer.finalResponse("INVITE");
    if (answer.status() == 200) {
      alice.peer.send(alice.within(answer, "ACK", 1).toString());
    }
    return answer;
  }

  private JsonNode phone() {
    return lab.phoneCall(callId);
  }

  @ParameterizedTest
  @EnumSource
  void echoSendsBackWhatItHearsOnItsOwnTimeLine(Codec codec) {
    String type = Integer.toString(codec.staticPayloadType());
    SipMessage ok = call(ECHO, media.sdp(type + " 101"));
    List<byte[]> sent = Rtp.tone(codec, 1_000, 8_000, 50);
    media.sendPaced(sent, RtpPeer.audioPort(ok.body()));

    await().until(() -> media.packets.size() == 50);
    List<byte[]> back = media.packets;
    assertThat(back.stream().map(Rtp::payload).toList())
        .containsExactlyElementsOf(sent.stream().map(Rtp::payload).toList());
    assertThat(back.stream().map(Rtp::ssrc).collect(Collectors.toSet()))
        .hasSize(1)
        .doesNotContain(Rtp.ssrc(sent.getFirst()));
    for (int i = 1; i < back.size(); i++) {
      assertThat(Rtp.sequence(back.get(i)) - Rtp.sequence(back.get(i - 1))).isEqualTo(1);
      assertThat(Rtp.timestamp(back.get(i)) - Rtp.timestamp(back.get(i - 1))).isEqualTo(160);
    }
    assertThat(Rtp.frequency(codec, back)).isCloseTo(1_000, within(1.0));
  }

  @Test
  void echoTellsWhatItHears() {
    SipMessage ok = call(ECHO, media.sdp("8 0 101"));
    media.sendPaced(Rtp.tone(Codec.PCMA, 1_000, 8_000, 50), RtpPeer.audioPort(ok.body()));

    await().until(() -> phone().get("packets_received").asInt() == 50);
    JsonNode call = phone();
    assertThat(call.get("state").asText()).isEqualTo("established");
    assertThat(call.get("number").asText()).isEqualTo("+15550199");
    assertThat(call.get("from").asText()).isEqualTo(alice.impu());
    assertThat(call.get("codec").asText()).isEqualTo("PCMA");
    assertThat(call.get("frequency_hz").asDouble()).isCloseTo(1_000, within(1.0));
    assertThat(call.get("level_dbfs").asDouble()).isCloseTo(-15.3, within(0.3));
    assertThat(call.get("packets_sent").asInt()).isEqualTo(50);
    assertThat(call.get("sdp_offer").asText()).isEqualTo(media.sdp("8 0 101"));
  }

  @Test
  void thePhoneRingsBeforeItAnswersWithPlainRtp() {
    alice.peer.send(invite(ECHO).sdp(media.sdp("0 8 101")).toString());

    SipMessage ringing = alice.peer.response(180, "INVITE");
    SipMessage ok = alice.peer.response(200, "INVITE");
    assertThat(ringing.tag("To")).isNotEmpty().isEqualTo(ok.tag("To"));
    int port = RtpPeer.audioPort(ok.body());
    assertThat(port).isBetween(43_000, 43_998).matches(even -> even % 2 == 0);
    assertThat(ok.body())
        .contains("m=audio " + port + " RTP/AVP 0 101\r\n")
        .contains("a=rtpmap:0 PCMU/8000")
        .contains("a=rtpmap:101 telephone-event/8000")
        .contains("a=sendrecv")
        .doesNotContain("BUNDLE");
    alice.peer.send(alice.within(ok, "ACK", 1).toString());
  }

  @Test
  void toneIsHeardAt440Hertz() {
    call(TONE, media.sdp("0"));

    await().until(() -> media.packets.size() >= 50);
    List<byte[]> heard = List.copyOf(media.packets).subList(0, 50);
    assertThat(Rtp.frequency(Codec.PCMU, heard)).isCloseTo(440, within(0.5));
    assertThat(Rtp.payloadType(heard.getFirst())).isZero();
    assertThat(Rtp.timestamp(heard.get(1)) - Rtp.timestamp(heard.get(0))).isEqualTo(160);
  }

  @Test
  void reportsGoBothWays() {
    SipMessage ok = call(TONE, media.sdp("8"));
    int port = RtpPeer.audioPort(ok.body());
    media.send(Rtp.tone(Codec.PCMA, 1_000, 8_000, 1).getFirst(), port);
    byte[] receiverReport = {(byte) 0x80, (byte) 201, 0, 1, 0, 0, 0, 9};
    media.sendRtcp(receiverReport, port + 1);

    await().until(() -> phone().get("rtcp_received").asInt() == 1);
    await()
        .untilAsserted(
            () ->
                assertThat(media.reports)
                    .anySatisfy(
                        report -> {
                          assertThat(report[0]).isEqualTo((byte) 0x81);
                          assertThat(report[1] & 0xFF).isEqualTo(200);
                        }));
    assertThat(phone().get("rtcp_sent").asInt()).isPositive();
  }

  @Test
  void keysPressedAreRecordedOnceEach() {
    SipMessage ok = call(ECHO, media.sdp("8 101"));
    int port = RtpPeer.audioPort(ok.body());
    int sequence = 1;
    for (int event : new int[] {1, 2, 2, 10, 11}) {
      long timestamp = 10_000L * sequence;
      media.send(Rtp.key(event, false, sequence++, timestamp, 160), port);
      media.send(Rtp.key(event, true, sequence++, timestamp, 320), port);
      media.send(Rtp.key(event, true, sequence++, timestamp, 320), port);
    }

    await().until(() -> phone().get("packets_received").asInt() == 15);
    assertThat(phone().get("dtmf").asText()).isEqualTo("122*#");
  }

  @Test
  void whatIsNoRtpOfThePeerIsDroppedAndCounted() {
    SipMessage ok = call(ECHO, media.sdp("8"));
    int port = RtpPeer.audioPort(ok.body());
    media.send(new byte[] {1, 2, 3}, port);
    media.send(Rtp.packet(false, 96, 1, 1, new byte[160]), port);
    media.sendRtcp(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}, port + 1);

    await().until(() -> phone().get("packets_dropped").asInt() == 3);
    assertThat(phone().get("packets_received").asInt()).isZero();
    assertThat(phone().get("rtcp_received").asInt()).isZero();
    assertThat(media.packets).isEmpty();
  }

  @Test
  void byeFromTheCallerEndsTheCallAndFreesThePort() {
    SipMessage ok = call(ECHO, media.sdp("8"));
    alice.peer.send(alice.within(ok, "BYE", 2).toString());

    assertThat(alice.peer.finalResponse("BYE").status()).isEqualTo(200);
    await().until(() -> phone().get("state").asText().equals("ended"));
    assertThat(phone().get("end_reason").asText()).isEqualTo("the other side hung up");
    alice.peer.send(alice.within(ok, "BYE", 3).toString());
    assertThat(alice.peer.finalResponse("BYE").status()).isEqualTo(481);
  }

  @Test
  void thePhoneHangsUpOnRequest() {
    call(ECHO, media.sdp("8"));
    await().until(() -> phone().get("state").asText().equals("established"));

    assertThat(lab.post("/hangup?call_id=" + callId).statusCode()).isEqualTo(204);

    SipMessage bye = alice.peer.request("BYE");
    assertThat(bye.requestUri()).isEqualTo(alice.contact());
    assertThat(bye.headers("Route"))
        .containsExactly("<sip:alice-leg@" + alice.peer.hostPort() + ";lr>");
    assertThat(lab.post("/hangup?call_id=" + callId).statusCode()).isEqualTo(404);
  }

  @Test
  void aHeldCallIsAnsweredTheOtherWayRoundAndGoesOnAfterwards() {
    SipMessage ok = call(TONE, media.sdp("8"));
    await().until(() -> !media.packets.isEmpty());
    alice.peer.send(alice.within(ok, "INVITE", 2).sdp(media.sdp("8", "inactive")).toString());
    SipMessage held = alice.peer.response(200, "INVITE");
    alice.peer.send(alice.within(held, "ACK", 2).toString());

    assertThat(held.body()).contains("a=inactive").contains("o=- ");
    assertThat(version(held)).isEqualTo(version(ok) + 1);
    assertThat(RtpPeer.audioPort(held.body())).isEqualTo(RtpPeer.audioPort(ok.body()));

    alice.peer.send(alice.within(held, "UPDATE", 3).sdp(media.sdp("8", "sendonly")).toString());
    assertThat(alice.peer.finalResponse("UPDATE").body()).contains("a=recvonly");
    alice.peer.send(alice.within(held, "INVITE", 4).sdp(media.sdp("8")).toString());
    SipMessage resumed = alice.peer.response(200, "INVITE");
    alice.peer.send(alice.within(resumed, "ACK", 4).toString());
    int before = media.packets.size();
    assertThat(resumed.body()).contains("a=sendrecv");
    await().until(() -> media.packets.size() > before + 5);
  }

  private static long version(SipMessage message) {
    return Long.parseLong(message.body().replaceAll("(?s).*o=- \\d+ (\\d+) .*", "$1"));
  }

  @Test
  void cancelWhileItRingsEndsTheCall() {
    try (Lab slow = new Lab(Map.of("PHONES_ANSWERAFTER", "60s"));
        Wic caller = new Wic(slow, "alice")) {
      caller.register();
      SipLines invite = caller.originate("INVITE", ECHO, callId, "a").sdp(media.sdp("8"));
      caller.peer.send(invite.toString());
      caller.peer.response(180, "INVITE");
      assertThat(slow.phoneCall(callId).get("state").asText()).isEqualTo("ringing");

      caller.peer.send(
          invite
              .toString()
              .replaceFirst("^INVITE", "CANCEL")
              .replace("1 INVITE", "1 CANCEL")
              .replaceFirst("(?s)Content-Type.*", "Content-Length: 0\r\n\r\n"));

      caller.peer.response(200, "CANCEL");
      caller.peer.response(487, "INVITE");
      assertThat(slow.phoneCall(callId).get("end_reason").asText())
          .isEqualTo("cancelled by the caller");
    }
  }

  @Test
  void aRingingPhoneDeclinesOnRequest() {
    try (Lab slow = new Lab(Map.of("PHONES_ANSWERAFTER", "60s"));
        Wic caller = new Wic(slow, "alice")) {
      caller.register();
      caller.peer.send(
          caller.originate("INVITE", ECHO, callId, "a").sdp(media.sdp("8")).toString());
      caller.peer.response(180, "INVITE");

      slow.post("/hangup?call_id=" + callId);

      caller.peer.response(603, "INVITE");
    }
  }

  @Test
  void the200IsRepeatedUntilItIsAcknowledged() {
    alice.peer.send(invite(ECHO).sdp(media.sdp("8")).toString());
    SipMessage first = alice.peer.response(200, "INVITE");
    SipMessage second = alice.peer.response(200, "INVITE");

    assertThat(second.body()).isEqualTo(first.body());
    alice.peer.send(alice.within(second, "ACK", 1).toString());
  }

  @Test
  void aCallThatIsNeverAcknowledgedIsEndedByBye() {
    try (Lab strict = new Lab(Map.of("PHONES_ACKLIMIT", "600ms"));
        Wic caller = new Wic(strict, "alice")) {
      caller.register();
      caller.peer.send(
          caller.originate("INVITE", ECHO, callId, "a").sdp(media.sdp("8")).toString());
      caller.peer.response(200, "INVITE");

      assertThat(caller.peer.request("BYE").header("Reason")).contains("no ACK");
    }
  }

  @Test
  void aCallInWhichNothingIsHeardIsEnded() {
    try (Lab strict = new Lab(Map.of("PHONES_SILENCELIMIT", "200ms"));
        Wic caller = new Wic(strict, "alice")) {
      caller.register();
      caller.peer.send(
          caller.originate("INVITE", ECHO, callId, "a").sdp(media.sdp("8")).toString());
      SipMessage ok = caller.peer.response(200, "INVITE");
      caller.peer.send(caller.within(ok, "ACK", 1).toString());

      assertThat(caller.peer.request("BYE").header("Reason")).contains("silence");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "m=audio 4000 RTP/SAVPF 8",
        "m=audio 4000 RTP/AVP 96\r\na=rtpmap:96 opus/48000/2",
        "m=audio 0 RTP/AVP 8",
        "m=video 4000 RTP/AVP 8",
        "m=audio 70000 RTP/AVP 8",
        "m=audio"
      })
  void anOfferWithoutPlainG711IsRefused(String section) {
    String sdp =
        "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
            + section
            + "\r\n";

    assertThat(call(ECHO, sdp).status()).isEqualTo(488);
  }

  @Test
  void anInviteWithoutOfferIsRefused() {
    alice.peer.send(invite(ECHO).toString());

    assertThat(alice.peer.finalResponse("INVITE").status()).isEqualTo(488);
  }

  @Test
  void aRequiredExtensionIsRefusedByName() {
    alice.peer.send(invite(ECHO).with("Require", "100rel").sdp(media.sdp("8")).toString());

    SipMessage refusal = alice.peer.finalResponse("INVITE");
    assertThat(refusal.status()).isEqualTo(420);
    assertThat(refusal.header("Unsupported")).isEqualTo("100rel");
  }

  @Test
  void moreCallsThanAllowedFindThePhonesBusy() {
    List<String> others = List.of(SipLines.id(), SipLines.id(), SipLines.id());
    for (String other : others) {
      alice.peer.send(alice.originate("INVITE", ECHO, other, "a").sdp(media.sdp("8")).toString());
      SipMessage ok = alice.peer.response(200, "INVITE");
      alice.peer.send(alice.within(ok, "ACK", 1).toString());
    }

    assertThat(call(ECHO, media.sdp("8")).status()).isEqualTo(486);

    others.forEach(other -> lab.post("/hangup?call_id=" + other));
    assertThat(call(ECHO, media.sdp("8")).status()).isEqualTo(200);
  }
}
