// SPDX-License-Identifier: Apache-2.0
package ringway.agw.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import ringway.agw.embedded.Bench;
import ringway.agw.peer.CorePhone;
import ringway.agw.peer.Rtp;
import ringway.agw.peer.WebRtcPeer;
import ringway.iq.Codec;
import ringway.iq.Configure;
import ringway.iq.Feedback;
import ringway.iq.IqEvent;
import ringway.iq.MediaFailure;
import ringway.iq.Reserve;
import ringway.iq.Reserved;

/** Sound and picture on one WebRTC transport (RFC 8843), each with its own ports to the core. */
abstract class VideoContract {
  static final int VP8_BROWSER = 96;
  static final int VP8_CORE = 100;
  private static final int BROWSER = 0x1111;
  static final int CAMERA = 0x2222;
  static final int CORE_CAMERA = 0x3333;
  private static final Set<Feedback> ALL = Set.of(Feedback.values());

  Bench bench;
  final CorePhone screen = new CorePhone();
  final WebRtcPeer peer = WebRtcPeer.create();
  private Reserved.Stream sound;
  Reserved.Stream picture;

  private static Reserve reserve(String... streams) {
    return new Reserve(
        "call", Arrays.stream(streams).map(media -> new Reserve.Stream(media, media)).toList());
  }

  private Configure sound() {
    Configure told = bench.command("call", peer, Configure.DtlsRole.PASSIVE);
    List<Codec> pcma = List.of(Codec.of(Rtp.PCMA, "PCMA", 8000));
    return new Configure(
        "call", "audio", told.webrtc(), told.rtp(), Configure.Gate.OPEN, pcma, pcma);
  }

  private Configure video(Configure.Gate gate, Set<Feedback> browser, Set<Feedback> core) {
    return video(gate, browser, core, List.of());
  }

  private Configure video(
      Configure.Gate gate,
      Set<Feedback> browser,
      Set<Feedback> core,
      List<Configure.HeaderExtension> extensions) {
    return new Configure(
        "call",
        "video",
        bench.command("call", peer, Configure.DtlsRole.PASSIVE).webrtc(),
        Optional.of(new Configure.RtpRemote("127.0.0.1", screen.port(), screen.rtcpPort())),
        gate,
        List.of(Codec.of(VP8_BROWSER, "VP8", 90_000)),
        List.of(Codec.of(VP8_CORE, "VP8", 90_000)),
        browser,
        core,
        Configure.Limits.UNSAID,
        extensions);
  }

  private void configure(Set<Feedback> browser, Set<Feedback> core) {
    bench.engine.configure(video(Configure.Gate.OPEN, browser, core));
  }

  /** Has the engine under test started with the settings. */
  abstract void choose(Bench.Settings with);

  /** The call begins with sound alone. */
  @BeforeEach
  void open() {
    Bench.Settings settings = new Bench.Settings();
    settings.reports = Duration.ofHours(1); // none among what is asked for
    choose(settings);
    bench = new Bench(settings);
    sound = bench.engine.reserve(reserve("audio")).streams().getFirst();
    bench.engine.configure(sound());
    bench.connect(peer, sound, true);
    bench.awaitEvent(IqEvent.DtlsUp.class);
    List<Reserved.Stream> both = bench.engine.reserve(reserve("audio", "video")).streams();
    assertThat(both.getFirst()).isEqualTo(sound);
    picture = both.getLast();
    configure(ALL, ALL);
  }

  @AfterEach
  void close() {
    peer.close();
    screen.close();
    bench.close();
  }

  @Test
  void aPictureAddedInMidCallSharesTheTransport() {
    assertThat(picture.webrtc()).isEqualTo(sound.webrtc());
    assertThat(picture.rtp().port()).isNotEqualTo(sound.rtp().port());
    assertThat(bench.audit("call").dtls()).isEqualTo("up");
  }

  @Test
  void eachPayloadTypeGoesToTheStreamItBelongsTo() {
    for (int sequence = 1; sequence <= 5; sequence++) {
      byte[] speech = Rtp.packet(Rtp.PCMA, sequence, BROWSER);
      byte[] frame = Rtp.packet(VP8_BROWSER, sequence, CAMERA);
      peer.sendRtp(speech);
      peer.sendRtp(frame);
      assertSpeech(bench.phone.awaitRtp(Bench.SOON), speech);
      assertThat(screen.awaitRtp(Bench.SOON)).contains(Rtp.withPayloadType(frame, VP8_CORE));

      byte[] back = Rtp.packet(VP8_CORE | 0x80, sequence, CORE_CAMERA);
      screen.send(back, picture.rtp().port());
      assertThat(peer.awaitRtp(Bench.SOON)).contains(Rtp.withPayloadType(back, VP8_BROWSER));
      byte[] voice = Rtp.packet(Rtp.PCMA, sequence, 0x4444);
      bench.phone.send(voice, sound.rtp().port());
      assertSpeech(peer.awaitRtp(Bench.SOON), voice);
    }
  }

  /** An engine may number sound anew. */
  private static void assertSpeech(Optional<byte[]> heard, byte[] said) {
    byte[] packet = heard.orElseThrow();
    assertThat(packet[1] & 0x7f).isEqualTo(said[1] & 0x7f);
    assertThat(Arrays.copyOfRange(packet, 12, packet.length))
        .isEqualTo(Arrays.copyOfRange(said, 12, said.length));
  }

  @Test
  void whatTheCoreWantsOfThePictureReachesTheBrowser() {
    aFrameEachWay();
    for (byte[] request : List.of(feedback(206, 1, CAMERA), fir(CAMERA))) {
      screen.sendRtcp(request, picture.rtp().rtcpPort());
      assertThat(asked(peer.awaitRtcp(Bench.SOON))).containsExactly(206 << 8 | 1, CAMERA);
    }
    byte[] nack = feedback(205, 1, CAMERA, 0x0007_0003);
    screen.sendRtcp(nack, picture.rtp().rtcpPort());
    assertThat(asked(peer.awaitRtcp(Bench.SOON)))
        .containsExactly(205 << 8 | 1, CAMERA, 0x0007_0003);
  }

  @Test
  void whatTheBrowserWantsReachesTheCoreInWordsItTakes() {
    aFrameEachWay();
    configure(ALL, Set.of(Feedback.FIR));

    peer.sendRtp(feedback(205, 1, CORE_CAMERA, 0x0009_0000)); // a NACK: not taken
    peer.sendRtp(feedback(206, 1, CORE_CAMERA));
    byte[] first = screen.awaitRtcp(Bench.SOON).orElseThrow();
    peer.sendRtp(feedback(206, 1, CORE_CAMERA));
    byte[] second = screen.awaitRtcp(Bench.SOON).orElseThrow();

    assertThat(asked(Optional.of(first))).containsExactly(206 << 8 | 4, 0, CORE_CAMERA, 0);
    assertThat(asked(Optional.of(second)))
        .as("another number: another request")
        .containsExactly(206 << 8 | 4, 0, CORE_CAMERA, 1 << 24);
    assertThat(bench.phone.awaitRtcp(Bench.SHORT)).as("of the sound").isEmpty();
  }

  @Test
  void aCoreWithoutFeedbackAndAShutGateGetNone() {
    aFrameEachWay();
    configure(Set.of(), Set.of());
    peer.sendRtp(feedback(206, 1, CORE_CAMERA));
    screen.sendRtcp(feedback(206, 1, CAMERA), picture.rtp().rtcpPort());
    assertThat(screen.awaitRtcp(Bench.SHORT)).isEmpty();
    assertThat(peer.awaitRtcp(Bench.SHORT)).isEmpty();

    bench.engine.configure(video(Configure.Gate.CLOSED, ALL, ALL));
    peer.sendRtp(feedback(206, 1, CORE_CAMERA));
    assertThat(screen.awaitRtcp(Bench.SHORT)).isEmpty();
    peer.sendRtp(Rtp.packet(VP8_BROWSER, 9, CAMERA));
    assertThat(screen.awaitRtp(Bench.SHORT)).isEmpty();
    byte[] speech = Rtp.packet(Rtp.PCMA, 9, BROWSER);
    peer.sendRtp(speech);
    assertSpeech(bench.phone.awaitRtp(Bench.SOON), speech);
  }

  @Test
  void headerExtensionsGoNoFurther() {
    byte[] plain = Rtp.packet(VP8_BROWSER, 1, CAMERA);
    byte[] extended = extended(plain);
    peer.sendRtp(extended);
    assertThat(screen.awaitRtp(Bench.SOON)).contains(Rtp.withPayloadType(plain, VP8_CORE));

    screen.send(extended(Rtp.packet(VP8_CORE, 1, CORE_CAMERA)), picture.rtp().port());
    assertThat(peer.awaitRtp(Bench.SOON)).contains(Rtp.packet(VP8_BROWSER, 1, CORE_CAMERA));
  }

  @Test
  void theHeaderExtensionThatIsAgreedPassesUnderTheNumberOfEachSide() {
    bench.engine.configure(
        video(Configure.Gate.OPEN, ALL, ALL, List.of(new Configure.HeaderExtension(1, 7))));
    byte[] there = extended(Rtp.packet(VP8_BROWSER, 1, CAMERA));
    peer.sendRtp(there);
    byte[] seen = Rtp.withPayloadType(there, VP8_CORE);
    seen[16] = 0x70;
    assertThat(screen.awaitRtp(Bench.SOON)).contains(seen);

    byte[] back = extended(Rtp.packet(VP8_CORE, 1, CORE_CAMERA));
    back[16] = 0x70;
    screen.send(back, picture.rtp().port());
    assertThat(peer.awaitRtp(Bench.SOON))
        .contains(extended(Rtp.packet(VP8_BROWSER, 1, CORE_CAMERA)));
  }

  /** RFC 6464. */
  @Test
  void theLevelOfSoundPassesUnderTheNumberOfEachSideOnceItIsAgreed() {
    byte[] first = Rtp.packet(Rtp.PCMA, 1, BROWSER);
    peer.sendRtp(Rtp.extended(first, 1, 0x9e));
    assertSpeech(bench.phone.awaitRtp(Bench.SOON), first);

    assertThat(bench.engine.reserve(reserve("audio", "video")).headerExtensions()).isTrue();
    bench.engine.configure(Bench.withExtension(sound(), 1, 7));
    byte[] said = Rtp.packet(Rtp.PCMA, 2, BROWSER);
    peer.sendRtp(Rtp.extended(said, 1, 0x9e));
    assertSpeech(bench.phone.awaitRtp(Bench.SOON), Rtp.extended(said, 7, 0x9e));
    byte[] voice = Rtp.packet(Rtp.PCMA, 1, 0x4444);
    bench.phone.send(Rtp.extended(voice, 7, 0x7f), sound.rtp().port());
    assertSpeech(peer.awaitRtp(Bench.SOON), Rtp.extended(voice, 1, 0x7f));
  }

  @Test
  void aNumberOfNoOneByteHeaderIsRefused() {
    assertThatThrownBy(
            () ->
                bench.engine.configure(
                    video(
                        Configure.Gate.OPEN,
                        ALL,
                        ALL,
                        List.of(new Configure.HeaderExtension(15, 1)))))
        .isInstanceOf(MediaFailure.class)
        .hasMessageContaining("1 to 14");
  }

  @Test
  void aReservationThatNamesOtherStreamsIsRefused() {
    assertThatThrownBy(() -> bench.engine.reserve(reserve("video", "audio")))
        .isInstanceOf(MediaFailure.class);
    assertThatThrownBy(() -> bench.engine.reserve(reserve("audio")))
        .isInstanceOf(MediaFailure.class);
    assertThat(bench.engine.release("call").streams()).hasSize(2);
  }

  void aFrameEachWay() {
    peer.sendRtp(Rtp.packet(VP8_BROWSER, 1, CAMERA));
    assertThat(screen.awaitRtp(Bench.SOON)).isPresent();
    screen.send(Rtp.packet(VP8_CORE, 1, CORE_CAMERA), picture.rtp().port());
    assertThat(peer.awaitRtp(Bench.SOON)).isPresent();
  }

  /** An empty report and one request (RFC 4585 §6.1). */
  static byte[] feedback(int type, int format, int source, int... control) {
    ByteBuffer packet = ByteBuffer.allocate(8 + 12 + 4 * control.length);
    packet.put((byte) 0x80).put((byte) 201).putShort((short) 1).putInt(0x7777);
    packet.put((byte) (0x80 | format)).put((byte) type).putShort((short) (2 + control.length));
    packet.putInt(0x7777).putInt(source);
    Arrays.stream(control).forEach(packet::putInt);
    return packet.array();
  }

  private static byte[] fir(int source) {
    return feedback(206, 4, 0, source, 1 << 24);
  }

  /** Type with format, media source and the words after it of the last packet in a compound. */
  static List<Integer> asked(Optional<byte[]> compound) {
    ByteBuffer packet = ByteBuffer.wrap(compound.orElseThrow());
    int at = 0;
    while (at + 4 + 4 * packet.getShort(at + 2) < packet.limit()) {
      at += 4 + 4 * packet.getShort(at + 2);
    }
    List<Integer> words = new ArrayList<>();
    words.add((packet.get(at + 1) & 0xff) << 8 | packet.get(at) & 0x1f);
    for (int word = at + 8; word < packet.limit(); word += 4) {
      words.add(packet.getInt(word));
    }
    return words;
  }

  /** RFC 8285 §4.2: two words of one-byte elements. */
  private static byte[] extended(byte[] plain) {
    ByteBuffer packet = ByteBuffer.allocate(plain.length + 12);
    packet.put(plain, 0, 12).putShort((short) 0xbede).putShort((short) 2);
    packet.putInt(0x10_30_00_00).putInt(0).put(plain, 12, plain.length - 12);
    packet.put(0, (byte) (plain[0] | 0x10));
    return packet.array();
  }
}
