// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.alg;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A picture that comes into a call and leaves it again (RFC 3264 §8). */
final class VideoChangeTest {
  private static final String GROUP = "a=group:BUNDLE 0";
  private static final String VP8 =
      "m=video 17010 RTP/AVPF 96\r\na=rtpmap:96 VP8/90000\r\na=rtcp-fb:96 nack pli\r\n";

  private static Interworking fresh() {
    return Samples.fresh().withVideo(new Local.Core("198.51.100.7", 41002, 41003));
  }

  private static Sdp phone(String video) {
    return Sdp.parse(Samples.coreAnswer("0").print() + video);
  }

  private static Sdp browserOffer(String video) {
    String group = video.isEmpty() || video.contains("m=video 0") ? GROUP : GROUP + " 1";
    return Sdp.parse(
        Samples.browserAnswer("0").print().replace("active", "actpass").replace(GROUP, group)
            + video);
  }

  private static String browserVideo(String direction) {
    return "m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:1\r\na=rtcp-mux\r\na=rtpmap:96 VP8/90000\r\n"
        + "a=rtcp-fb:96 nack pli\r\na="
        + direction
        + "\r\n";
  }

  private static Interworking talking() {
    return fresh()
        .offerFromAccess(browserOffer(""))
        .next()
        .answerFromCore(Samples.coreAnswer("0"))
        .next();
  }

  private static Interworking seeing() {
    return talking()
        .offerFromAccess(browserOffer(browserVideo("sendrecv")))
        .next()
        .answerFromCore(phone(VP8))
        .next();
  }

  @Test
  void aBrowserAddsItAndTakesItAway() {
    Interworking.Offered added = talking().offerFromAccess(browserOffer(browserVideo("sendrecv")));
    assertThat(added.sdp().print()).contains("m=video 41002 RTP/AVPF 96", "o=- 2222 2 ");
    Interworking.Agreed seen = added.next().answerFromCore(phone(VP8));
    assertThat(seen.sdp().print()).contains(GROUP + " 1", "m=video 40000 ");
    assertThat(seen.terms().video()).isPresent();

    Interworking.Offered sending =
        seen.next().offerFromAccess(browserOffer(browserVideo("recvonly")));
    assertThat(sending.sdp().print()).contains("m=video 41002", "a=recvonly");
    VideoTerms oneWay =
        sending.next().answerFromCore(phone(VP8 + "a=sendonly\r\n")).terms().video().orElseThrow();
    assertThat(oneWay.coreToAccess() && !oneWay.accessToCore()).isTrue();

    Interworking.Offered gone =
        seen.next().offerFromAccess(browserOffer("m=video 0 UDP/TLS/RTP/SAVPF 96\r\na=mid:1\r\n"));
    assertThat(gone.sdp().media()).extracting(MediaSection::port).containsExactly(41000, 0);
    Interworking.Agreed heard = gone.next().answerFromCore(phone("m=video 0 RTP/AVPF 96\r\n"));
    assertThat(heard.terms().video()).isEmpty();
    assertThat(heard.sdp().print()).contains(GROUP + "\r\n");
  }

  @Test
  void anOfferThatIsRefusedLeavesTheMLinesAsTheyWere() {
    Interworking call = talking();
    call.offerFromAccess(browserOffer(browserVideo("sendrecv"))); // 488: nothing is answered

    assertThat(call.offerFromAccess(browserOffer("")).sdp().media()).hasSize(1);
    assertThat(call.offerFromCore(Samples.coreAnswer("0")).sdp().media()).hasSize(1);
  }

  @Test
  void theCoreAddsItAndTakesItAway() {
    Interworking call = talking();
    assertThat(call.concernsAccess(phone(VP8))).isTrue();
    Interworking.Offered offered = call.offerFromCore(phone(VP8));
    assertThat(offered.sdp().print()).contains(GROUP + " v1\r\n", "a=bundle-only\r\n");
    Sdp answer =
        Sdp.parse(
            browserOffer(browserVideo("sendrecv"))
                .print()
                .replace("actpass", "active")
                .replace("BUNDLE 0 1", "BUNDLE 0 v1")
                .replace("mid:1", "mid:v1"));
    Interworking.Agreed seen = offered.next().answerFromAccess(answer);
    assertThat(seen.sdp().print()).contains("m=video 41002 RTP/AVPF 96");

    Interworking.Offered later = seen.next().offerFromCore(phone(VP8 + "a=sendonly\r\n"));
    assertThat(later.sdp().print())
        .as("now a member of the group")
        .contains("m=video 40000 ", "a=mid:v1")
        .doesNotContain("bundle-only");

    Sdp without = phone("m=video 0 RTP/AVPF 96\r\n");
    assertThat(seen.next().concernsAccess(without)).isTrue();
    Interworking.Offered gone = seen.next().offerFromCore(without);
    assertThat(gone.sdp().media()).extracting(MediaSection::port).containsExactly(40000, 0);
    assertThat(gone.sdp().print()).contains(GROUP + "\r\n");
  }

  @Test
  void aSecondPictureAfterOneThatWasRefusedTakesItsLine() {
    Interworking refused =
        talking()
            .offerFromAccess(browserOffer(browserVideo("sendrecv")))
            .next()
            .answerFromCore(phone("m=video 0 RTP/AVPF 96\r\n"))
            .next();
    Interworking.Offered offered = refused.offerFromCore(phone(VP8));

    assertThat(offered.sdp().media()).hasSize(2);
    assertThat(offered.sdp().media().getLast().mid()).contains("v2");
  }

  @Test
  void aCoreThatOnlyMovesDoesNotConcernTheBrowser() {
    Interworking call = seeing();
    Sdp moved = phone(VP8.replace("17010", "18010"));

    assertThat(call.concernsAccess(moved)).isFalse();
    Interworking.Agreed answer = call.answerInPlace(moved).orElseThrow();
    assertThat(answer.sdp().print()).contains("m=video 41002 RTP/AVPF 96", "a=rtcp-fb:96 nack pli");
    assertThat(answer.terms().video().orElseThrow().core())
        .contains(new CorePeer("192.0.2.20", 18010, 18011));
    assertThat(call.concernsAccess(phone(VP8 + "a=sendonly\r\n"))).isTrue();
    assertThat(call.concernsAccess(phone("m=video 0 RTP/AVPF 96\r\n"))).isTrue();
  }

  @Test
  void soItIsInACallTheCoreBegan() {
    Interworking.Offered offered = fresh().offerFromCore(phone(VP8));
    Sdp answer =
        Sdp.parse(
            browserOffer(browserVideo("sendrecv"))
                .print()
                .replace("actpass", "active")
                .replace("BUNDLE 0 1", "BUNDLE 0 v1")
                .replace("mid:1", "mid:v1"));
    Interworking call = offered.next().answerFromAccess(answer).next();

    assertThat(call.concernsAccess(phone(VP8.replace("17010", "18010")))).isFalse();
    assertThat(call.concernsAccess(phone(VP8 + "a=inactive\r\n"))).isTrue();
    assertThat(call.concernsAccess(phone(""))).isTrue();
  }

  @Test
  void aBrowserThatOnlyMovesKeepsItsPictureWithoutTheCore() {
    Interworking call = seeing();
    Sdp moved =
        Sdp.parse(
            browserOffer(browserVideo("sendrecv")).print().replace("ufrag:brow", "ufrag:bro2"));

    assertThat(call.restartsIce(call.read(moved))).isTrue();
    Interworking.Agreed same = call.answerWithoutCore(call.read(moved)).orElseThrow();
    assertThat(same.sdp().print()).contains(GROUP + " 1");
    assertThat(same.terms().video()).isPresent();
    assertThat(call.answerWithoutCore(call.read(browserOffer(browserVideo("recvonly")))))
        .as("the core has to hear of it")
        .isEmpty();
    assertThat(
            call.answerWithoutCore(call.read(browserOffer("m=video 0 UDP/TLS/RTP/SAVPF 96\r\n"))))
        .isEmpty();
  }
}
