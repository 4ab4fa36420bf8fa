// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import ringway.epcscf.alg.CodecPolicy;
import ringway.iq.Codec;
import ringway.iq.Configure;
import ringway.iq.Feedback;
import ringway.iq.MediaFailure;
import ringway.iq.Reserve;

/** The picture of a call at the media function. */
final class MediaLegVideoTest {
  private static final String BROWSER =
      """
      v=0
      o=- 99 2 IN IP4 127.0.0.1
      s=-
      t=0 0
      a=group:BUNDLE 0 1
      m=audio 9 UDP/TLS/RTP/SAVPF 0
      c=IN IP4 0.0.0.0
      a=ice-ufrag:brow
      a=ice-pwd:browserPasswordOf24Chars
      a=fingerprint:sha-256 %s
      a=setup:actpass
      a=mid:0
      a=rtcp-mux
      m=video 9 UDP/TLS/RTP/SAVPF 98
      a=mid:1
      a=rtcp-mux
      a=rtpmap:98 H264/90000
      a=fmtp:98 packetization-mode=1;profile-level-id=42e01f;level-asymmetry-allowed=1
      a=rtcp-fb:98 nack
      a=rtcp-fb:98 nack pli
      """
          .formatted("EF:".repeat(31) + "01");
  private static final String PHONE =
      """
      v=0
      o=phone 5 5 IN IP4 192.0.2.20
      s=-
      c=IN IP4 192.0.2.20
      t=0 0
      m=audio 17000 RTP/AVP 0
      m=video 17010 RTP/AVPF 113
      b=TIAS:511500
      a=rtpmap:113 H264/90000
      a=fmtp:113 packetization-mode=1;profile-level-id=42C01E
      a=rtcp-fb:* ccm fir
      """;

  private final FakeGateway gateway = new FakeGateway();

  private MediaLeg leg(CodecPolicy.Picture video) {
    CodecPolicy codecs = CodecPolicy.DEFAULT;
    return new MediaLegs(
            gateway, new CodecPolicy(codecs.access(), codecs.core(), codecs.transcode(), video))
        .open(0x1234_5678_9abcL);
  }

  @Test
  void aPictureIsReservedBesideTheSoundAndSetWithItsFeedback() {
    MediaLeg leg = leg(CodecPolicy.Picture.RELAY);
    assertThat(leg.offerFromAccess(BROWSER)).contains("m=video 41100 RTP/AVPF 98");
    leg.answerFromCore(PHONE);

    assertThat(gateway.contexts.values())
        .containsExactly(
            new Reserve(
                "123456789abc",
                List.of(new Reserve.Stream("0", "audio"), new Reserve.Stream("1", "video"))));
    Configure video = gateway.last();
    assertThat(video.stream()).isEqualTo("1");
    assertThat(video.rtp()).contains(new Configure.RtpRemote("192.0.2.20", 17010, 17011));
    assertThat(video.gate()).isEqualTo(Configure.Gate.OPEN);
    String format = "packetization-mode=1;profile=CONSTRAINED_BASELINE";
    assertThat(video.access()).containsExactly(new Codec(98, "H264", 90_000, 1, format));
    assertThat(video.core()).containsExactly(new Codec(113, "H264", 90_000, 1, format));
    assertThat(video.accessFeedback()).isEqualTo(Set.of(Feedback.PLI));
    assertThat(video.coreFeedback()).isEqualTo(Set.of(Feedback.FIR));
    assertThat(gateway.configured).hasSize(2);
    assertThat(video.limits())
        .as("what the phone takes, and what the core was told")
        .isEqualTo(new Configure.Limits(OptionalLong.of(512), OptionalLong.of(2000)));
    assertThat(gateway.configured.getFirst().limits().core()).hasValue(88);
  }

  @Test
  void aPictureThatGoesIsShutAndTheSoundLeftAlone() {
    MediaLeg leg = leg(CodecPolicy.Picture.RELAY);
    leg.offerFromAccess(BROWSER);
    leg.answerFromCore(PHONE);
    gateway.configured.clear();

    leg.offerFromAccess(BROWSER.replace("m=video 9", "m=video 0"));
    leg.answerFromCore(PHONE.replace("m=video 17010", "m=video 0"));

    assertThat(gateway.configured).hasSize(1);
    assertThat(gateway.last().stream()).isEqualTo("1");
    assertThat(gateway.last().gate()).isEqualTo(Configure.Gate.CLOSED);
    assertThat(gateway.last().access()).isEmpty();
  }

  @Test
  void theGateOfTheCallIsThatOfThePictureToo() {
    MediaLeg leg = leg(CodecPolicy.Picture.RELAY);
    leg.offerFromAccess(BROWSER);
    leg.gate(true, false);
    leg.answerFromCore(PHONE);

    assertThat(gateway.configured)
        .extracting(Configure::gate)
        .containsExactly(Configure.Gate.ACCESS_TO_CORE, Configure.Gate.ACCESS_TO_CORE);
  }

  @Test
  void aPolicyAgainstPicturesLeavesTheSound() {
    MediaLeg leg = leg(CodecPolicy.Picture.REFUSE);
    assertThat(leg.offerFromAccess(BROWSER)).doesNotContain("m=video");
    String answer = leg.answerFromCore(PHONE.substring(0, PHONE.indexOf("m=video")));

    assertThat(answer).contains("m=video 0 ", "a=group:BUNDLE 0\r\n");
    assertThat(gateway.contexts.get("123456789abc").streams()).hasSize(1);
    assertThat(leg(CodecPolicy.Picture.REFUSE).offerFromCore(PHONE)).doesNotContain("m=video");
  }

  @Test
  void aMediaFunctionWithoutPicturesLeavesTheSound() {
    gateway.withoutVideo = Optional.of(MediaFailure.Kind.BAD_COMMAND);
    MediaLeg leg = leg(CodecPolicy.Picture.RELAY);

    assertThat(leg.offerFromAccess(BROWSER)).contains("m=audio 41000").doesNotContain("m=video");
    assertThat(leg.answerFromCore(PHONE.substring(0, PHONE.indexOf("m=video"))))
        .contains("m=audio 40000", "m=video 0 ");
  }
}
