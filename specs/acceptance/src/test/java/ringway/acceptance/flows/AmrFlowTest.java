// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.flows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static ringway.acceptance.actors.Subscriber.ALICE;
import static ringway.acceptance.sip.Words.ack;
import static ringway.acceptance.sip.Words.invite;
import static ringway.acceptance.sip.Words.ok;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ringway.acceptance.actors.MediaPeer;
import ringway.acceptance.actors.Received;
import ringway.acceptance.actors.RtpPhone;
import ringway.acceptance.actors.ScriptedCore;
import ringway.acceptance.actors.Wic;
import ringway.acceptance.lab.FlowExtension;
import ringway.acceptance.lab.Lab;
import ringway.acceptance.matrix.Covers;
import ringway.acceptance.sip.Descriptions;
import ringway.acceptance.sip.Sdp;
import ringway.agw.codec.SpeechFormat;
import ringway.iq.Codec;

/** Browsers and phones that have AMR or AMR-WB alone: TS 23.228 U.1.0, TS 26.114 §5.2.1. */
@ExtendWith(FlowExtension.class)
class AmrFlowTest {
  private static final String FAR = "tel:+15550199";
  private static final String CHROMIUM = "111 9 0 8 110 126";
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int PACKETS = 60;
  private static final int OF_ALICE = 440;
  private static final int OF_PHONE = 700;

  private static final Codec OPUS = new Codec(111, "opus", 48_000, 2, "");
  private static final Codec PCMA = Codec.of(8, "PCMA", 8000);

  @BeforeEach
  void requireLibraries() {
    assumeTrue(
        SpeechFormat.present().containsAll(List.of("AMR", "AMR-WB")),
        "this machine has no libraries for AMR and AMR-WB");
  }

  private static String description(int port, int type, int digits, Codec speech) {
    String fmtp = speech.parameters().isEmpty() ? "" : "a=fmtp:%d %s\r\n";
    return ("v=0\r\n"
            + "o=phone 1 1 IN IP4 127.0.0.1\r\n"
            + "s=-\r\n"
            + "c=IN IP4 127.0.0.1\r\n"
            + "t=0 0\r\n"
            + "m=audio %d RTP/AVP %d %d\r\n"
            + "a=rtpmap:%d %s/%d/1\r\n"
            + "%sa=rtpmap:%d telephone-event/%d\r\n"
            + "a=fmtp:%d 0-15\r\n"
            + "a=ptime:20\r\n"
            + "a=maxptime:240\r\n")
        .formatted(
            port,
            type,
            digits,
            type,
            speech.encoding(),
            speech.clockRate(),
            fmtp.formatted(type, speech.parameters()),
            digits,
            speech.clockRate(),
            digits);
  }

  /** The number our offer has for a format of AMR in that packing. */
  private static int numberOf(Codec wanted, Sdp offer) {
    boolean octets = wanted.parameters().contains("octet-align=1");
    return offer.audio().formats().stream()
        .filter(
            format ->
                offer
                    .audio()
                    .attributes("rtpmap")
                    .contains(format + " " + wanted.encoding() + "/" + wanted.clockRate()))
        .filter(
            format ->
                octets
                    == offer.audio().attributes("fmtp").stream()
                        .anyMatch(line -> line.startsWith(format + " octet-align=1")))
        .mapToInt(Integer::parseInt)
        .findFirst()
        .orElseThrow();
  }

  private static Codec numbered(Codec codec, int type) {
    return new Codec(
        type, codec.encoding(), codec.clockRate(), codec.channels(), codec.parameters());
  }

  /** Each hears the other's tone while both talk. */
  private static void bothHear(
      MediaPeer browser, Codec spokenByBrowser, RtpPhone phone, Sdp forPhone, Codec spoken) {
    SpokenTone alice = SpokenTone.in(spokenByBrowser);
    SpokenTone far = SpokenTone.in(spoken);
    List<byte[]> toSend = alice.payloads(OF_ALICE, PACKETS);
    List<byte[]> toAnswer = far.payloads(OF_PHONE, PACKETS);
    List<byte[]> phoneHeard = new ArrayList<>();
    List<byte[]> aliceHeard = new ArrayList<>();
    long end = System.nanoTime() + LIMIT.toNanos();
    for (int i = 0; phoneHeard.size() < PACKETS || aliceHeard.size() < PACKETS; i++) {
      assertThat(System.nanoTime() - end).as("heard in time").isNegative();
      browser.sends(spokenByBrowser.payload(), toSend.get(i % toSend.size()), alice.step());
      phone.sends(forPhone, spoken.payload(), toAnswer.get(i % toAnswer.size()), far.step());
      phone.listens(spoken.payload()).ifPresent(phoneHeard::add);
      browser.listens(spokenByBrowser.payload()).ifPresent(aliceHeard::add);
    }
    assertThat(far.share(OF_ALICE, phoneHeard)).as("Alice at the phone").isGreaterThan(0.7);
    assertThat(alice.share(OF_PHONE, aliceHeard)).as("the phone at Alice").isGreaterThan(0.7);
  }

  @ParameterizedTest
  @CsvSource({
    "111 110, AMR-WB, 16000, ''",
    "111 110, AMR-WB, 16000, 'octet-align=1;mode-set=0,1,2'",
    "111 110, AMR, 8000, octet-align=1",
    "8 126, AMR-WB, 16000, mode-change-period=2",
    "8 126, AMR, 8000, 'mode-set=0,2,4,7'",
  })
  @Covers({"H23", "I22"})
  void aBrowserCallsAPhoneThatHasAmrAlone(
      String formats, String encoding, int clock, String parameters, Lab lab) {
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();
    RtpPhone phone = lab.phone();
    MediaPeer browser = lab.browser(ALICE);
    wic.sends(
        invite(FAR)
            .sdp(
                Descriptions.browserOffer(browser.described())
                    .replace("SAVPF " + CHROMIUM, "SAVPF " + formats)));
    Received invite = core.receives(invite());
    Codec wanted = new Codec(0, encoding, clock, 1, parameters);
    int type = numberOf(wanted, invite.sdp());
    int digits =
        Integer.parseInt(invite.sdp().audio().format("telephone-event/" + clock).orElseThrow());
    core.answers(ok().sdp(description(phone.port(), type, digits, wanted)));
    Sdp answer = wic.receives(200).sdp();
    wic.sends(ack());
    core.receives(ack());
    assertThat(answer.audio().formats()).containsExactly(formats.split(" "));

    browser.joins(answer);
    Codec ofBrowser = formats.startsWith("111") ? OPUS : PCMA;
    bothHear(browser, ofBrowser, phone, invite.sdp(), numbered(wanted, type));
  }

  @Test
  @Covers("I22")
  void aPhoneThatHasAmrWbAloneCallsABrowser(Lab lab) {
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();
    RtpPhone phone = lab.phone();
    MediaPeer browser = lab.browser(ALICE);
    Codec spoken = new Codec(97, "AMR-WB", 16_000, 1, "octet-align=1;mode-set=0,1,2");
    core.sends(invite(wic.contact()).sdp(description(phone.port(), 97, 99, spoken)));
    Sdp offer = wic.receives(invite()).sdp();
    assertThat(offer.audio().formats()).startsWith("111").doesNotContain("97", "99");
    wic.answers(
        ok().sdp(
                Descriptions.browserAnswer(
                    browser.described(),
                    offer.audio().attribute("mid").orElse("0"),
                    List.of("111", "110"))));
    Sdp forPhone = core.receives(200).sdp();
    core.sends(ack());
    wic.receives(ack());
    assertThat(forPhone.audio().formats()).containsExactly("97", "99");
    assertThat(forPhone.audio().attributes("fmtp"))
        .contains("97 octet-align=1;mode-set=0,1,2;mode-change-capability=2;max-red=0");

    browser.joins(offer);
    bothHear(browser, OPUS, phone, forPhone, spoken);
  }
}
