// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.flows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import ringway.acceptance.actors.MediaPeer;
import ringway.acceptance.actors.RtpPhone;
import ringway.acceptance.sip.Sdp;
import ringway.agw.codec.SpeechFormat;
import ringway.agw.peer.Talk;
import ringway.iq.Codec;

/** What phones that have AMR or AMR-WB alone describe, say and hear. */
final class AmrPhones {
  static final Codec OPUS = new Codec(111, "opus", 48_000, 2, "");

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int PACKETS = 60;
  private static final int OF_ALICE = 440;
  private static final int OF_PHONE = 700;

  private AmrPhones() {}

  /** Skips the flow where the codecs cannot be spoken. */
  static void requireLibraries() {
    assumeTrue(
        SpeechFormat.present().containsAll(List.of("AMR", "AMR-WB")),
        "this machine has no libraries for AMR and AMR-WB");
  }

  static String description(int port, int type, int digits, Codec speech) {
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
  static int numberOf(Codec wanted, Sdp offer) {
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

  static Codec numbered(Codec codec, int type) {
    return new Codec(
        type, codec.encoding(), codec.clockRate(), codec.channels(), codec.parameters());
  }

  /** Each hears the other's tone while both talk. */
  static void bothHear(
      MediaPeer browser, Codec spokenByBrowser, RtpPhone phone, Sdp forPhone, Codec spoken) {
    SpokenTone alice = SpokenTone.in(spokenByBrowser);
    SpokenTone far = SpokenTone.in(spoken);
    List<byte[]> toSend = alice.payloads(OF_ALICE, PACKETS);
    List<byte[]> toAnswer = far.payloads(OF_PHONE, PACKETS);
    List<byte[]> phoneHeard = new ArrayList<>();
    List<byte[]> aliceHeard = new ArrayList<>();
    long end = System.nanoTime() + LIMIT.toNanos();
    try (Talk _ =
        new Talk(
            i -> {
              byte[] said = toSend.get(i % toSend.size());
              byte[] answered = toAnswer.get(i % toAnswer.size());
              browser.sends(spokenByBrowser.payload(), said, alice.step());
              phone.sends(forPhone, spoken.payload(), answered, far.step());
            })) {
      while (phoneHeard.size() < PACKETS || aliceHeard.size() < PACKETS) {
        assertThat(System.nanoTime() - end).as("heard in time").isNegative();
        phone.listens(spoken.payload()).ifPresent(phoneHeard::add);
        browser.listens(spokenByBrowser.payload()).ifPresent(aliceHeard::add);
      }
    }
    assertThat(far.share(OF_ALICE, phoneHeard)).as("Alice at the phone").isGreaterThan(0.7);
    assertThat(alice.share(OF_PHONE, aliceHeard)).as("the phone at Alice").isGreaterThan(0.7);
  }
}
