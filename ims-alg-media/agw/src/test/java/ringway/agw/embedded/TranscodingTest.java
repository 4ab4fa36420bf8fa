// SPDX-License-Identifier: Apache-2.0
package ringway.agw.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import ringway.agw.meter.Drop;
import ringway.agw.peer.Rtp;
import ringway.agw.peer.Talk;
import ringway.agw.peer.WebRtcPeer;
import ringway.iq.Codec;
import ringway.iq.Configure;
import ringway.iq.IqEvent;
import ringway.iq.MediaFailure;
import ringway.iq.Reserved;
import ringway.iq.SendDtmf;
import ringway.iq.Side;

/** Calls with digits, and calls whose sides have no format in common. */
class TranscodingTest {
  private static final Codec OPUS = new Codec(111, "opus", 48_000, 2, "");
  private static final Codec EVENT_48K = Codec.of(110, "telephone-event", 48_000);
  private static final Codec PCMA = Codec.of(8, "PCMA", 8000);
  private static final Codec PCMU = Codec.of(0, "PCMU", 8000);
  private static final Codec EVENT_8K = Codec.of(101, "telephone-event", 8000);

  private final Bench bench = new Bench();

  @AfterEach
  void close() {
    bench.close();
  }

  private Reserved.Stream call(WebRtcPeer peer, List<Codec> access, List<Codec> core) {
    Reserved.Stream local = bench.call("call", peer);
    Configure plain = bench.command("call", peer, Configure.DtlsRole.PASSIVE);
    bench.engine.configure(
        new Configure("call", "0", plain.webrtc(), plain.rtp(), plain.gate(), access, core));
    return local;
  }

  private static byte[] event(int type, int sequence, int timestamp, int digit, int duration) {
    return ByteBuffer.allocate(16)
        .put((byte) 0x80)
        .put((byte) type)
        .putShort((short) sequence)
        .putInt(timestamp)
        .putInt(9)
        .put((byte) digit)
        .put((byte) 0x8a) // the end
        .putShort((short) duration)
        .array();
  }

  /** What RFC 6464 tells of a packet is not so of those made of several. */
  @Test
  void ofSpeechThatIsTranscodedNoHeaderExtensionPasses() {
    try (WebRtcPeer peer = WebRtcPeer.create()) {
      Reserved.Stream local = call(peer, List.of(PCMA), List.of(PCMU));
      Configure plain = bench.command("call", peer, Configure.DtlsRole.PASSIVE);
      bench.engine.configure(
          Bench.withExtension(
              new Configure(
                  "call",
                  "0",
                  plain.webrtc(),
                  plain.rtp(),
                  plain.gate(),
                  List.of(PCMA),
                  List.of(PCMU)),
              1,
              1));
      try (Talk _ =
          new Talk(i -> peer.sendRtp(Rtp.extended(Rtp.packet(Rtp.PCMA, i, 0x1111), 1, 30)))) {
        assertPlain(bench.phone.awaitRtp(Bench.SOON).orElseThrow());
      }
      int port = local.rtp().port();
      try (Talk _ =
          new Talk(i -> bench.phone.send(Rtp.extended(Rtp.packet(0, i, 0x2222), 1, 30), port))) {
        assertPlain(peer.awaitRtp(Bench.SOON).orElseThrow());
      }
    }
  }

  private static void assertPlain(byte[] packet) {
    assertThat(packet[0]).as("no extension, no CSRC").isEqualTo((byte) 0x80);
    assertThat(packet).hasSize(172);
  }

  @Test
  void speechIsTranscodedBothWaysUnderOurOwnNumbers() {
    try (WebRtcPeer peer = WebRtcPeer.create()) {
      Reserved.Stream local = call(peer, List.of(OPUS, EVENT_48K), List.of(PCMA, EVENT_8K));
      List<byte[]> opus = new ArrayList<>();
      int port = local.rtp().port();
      try (Talk _ = new Talk(i -> bench.phone.send(Rtp.packet(Rtp.PCMA, i, 0x2222), port))) {
        for (int i = 0; i < 5; i++) {
          opus.add(peer.awaitRtp(Bench.SOON).orElseThrow());
        }
      }
      ByteBuffer first = ByteBuffer.wrap(opus.getFirst());
      assertThat(first.get(1)).as("marker and type").isEqualTo((byte) (0x80 | 111));
      assertThat(first.getInt(8)).isNotEqualTo(0x2222);
      for (int i = 1; i < 5; i++) {
        ByteBuffer next = ByteBuffer.wrap(opus.get(i));
        assertThat(next.getShort(2)).isEqualTo((short) (first.getShort(2) + i));
        assertThat(next.getInt(8)).isEqualTo(first.getInt(8));
        assertThat(next.get(1) & 0x7f).isEqualTo(111);
        if (next.get(1) > 0) { // without a marker, which would tell of a pause
          int before = ByteBuffer.wrap(opus.get(i - 1)).getInt(4);
          assertThat(next.getInt(4) - before).isEqualTo(960);
        }
      }

      for (byte[] packet : opus) {
        peer.sendRtp(packet);
        byte[] speech = bench.phone.awaitRtp(Bench.SOON).orElseThrow();
        assertThat(speech).hasSize(172);
        assertThat(speech[1] & 0x7f).isEqualTo(8);
      }
      assertThat(bench.audit("call").access().codec()).contains("opus");
      assertThat(bench.audit("call").core().codec()).contains("PCMA");
      assertThat(bench.audit("call").core().sent().packets()).isGreaterThanOrEqualTo(5);
    }
  }

  @Test
  void aDigitIsTranscodedAndTold() {
    try (WebRtcPeer peer = WebRtcPeer.create()) {
      Reserved.Stream local = call(peer, List.of(OPUS, EVENT_48K), List.of(PCMA, EVENT_8K));
      peer.sendRtp(event(110, 1, 4800, 7, 9600));
      byte[] there = bench.phone.awaitRtp(Bench.SOON).orElseThrow();
      assertThat(there[1] & 0x7f).isEqualTo(101);
      assertThat(ByteBuffer.wrap(there).getShort(14)).isEqualTo((short) 1600);
      assertThat(bench.awaitEvent(IqEvent.Dtmf.class))
          .isEqualTo(new IqEvent.Dtmf("call", "0", Side.ACCESS, "7", 200));

      bench.phone.send(event(101, 1, 800, 11, 800), local.rtp().port());
      byte[] back = peer.awaitRtp(Bench.SOON).orElseThrow();
      assertThat(back[1] & 0x7f).isEqualTo(110);
      assertThat(ByteBuffer.wrap(back).getShort(14)).isEqualTo((short) 4800);
      assertThat(bench.awaitEvent(IqEvent.Dtmf.class))
          .isEqualTo(new IqEvent.Dtmf("call", "0", Side.CORE, "#", 100));
    }
  }

  @Test
  void digitsOfARelayedCallAreToldAsWell() {
    try (WebRtcPeer peer = WebRtcPeer.create()) {
      Codec browsers = Codec.of(126, "telephone-event", 8000);
      call(peer, List.of(PCMA, browsers), List.of(PCMA, EVENT_8K));
      byte[] digit = event(126, 1, 800, 0, 1280);
      peer.sendRtp(digit);
      assertThat(bench.phone.awaitRtp(Bench.SOON)).contains(Rtp.withPayloadType(digit, 101));
      assertThat(bench.awaitEvent(IqEvent.Dtmf.class))
          .isEqualTo(new IqEvent.Dtmf("call", "0", Side.ACCESS, "0", 160));
    }
  }

  @Test
  void digitsAreSentInPlaceOfSpeech() {
    try (WebRtcPeer peer = WebRtcPeer.create()) {
      List<Codec> codecs = List.of(PCMA, EVENT_8K);
      Reserved.Stream local = call(peer, codecs, codecs);
      bench.engine.sendDtmf(new SendDtmf("call", "0", Side.CORE, "3", 60));
      bench.engine.sendDtmf(new SendDtmf("call", "0", Side.ACCESS, "*", 60));
      for (int sequence = 1; sequence <= 6; sequence++) {
        byte[] speech = Rtp.packet(Rtp.PCMA, sequence, 1);
        peer.sendRtp(speech);
        byte[] there = bench.phone.awaitRtp(Bench.SOON).orElseThrow();
        bench.phone.send(speech, local.rtp().port());
        byte[] back = peer.awaitRtp(Bench.SOON).orElseThrow();
        if (sequence <= 5) { // 20, 40, 60 ms and the end twice more
          assertThat(there[1] & 0x7f).isEqualTo(101);
          assertThat(there[12]).isEqualTo((byte) 3);
          assertThat(back[12]).isEqualTo((byte) 10);
        } else {
          assertThat(there).isEqualTo(speech);
          assertThat(back).isEqualTo(speech);
        }
      }
    }
  }

  @Test
  void digitsThatCannotBeSentAreRefused() {
    try (WebRtcPeer peer = WebRtcPeer.create()) {
      call(peer, List.of(PCMA, EVENT_8K), List.of(PCMA));
      for (SendDtmf bad :
          List.of(
              SendDtmf.of("call", "0", Side.CORE, "1"), // takes none
              SendDtmf.of("call", "0", Side.ACCESS, ""),
              SendDtmf.of("call", "0", Side.ACCESS, "x"),
              SendDtmf.of("call", "1", Side.ACCESS, "1"),
              new SendDtmf("call", "0", Side.ACCESS, "1", 39),
              new SendDtmf("call", "0", Side.ACCESS, "1", 6001))) {
        assertThatThrownBy(() -> bench.engine.sendDtmf(bad))
            .isInstanceOfSatisfying(
                MediaFailure.class,
                failure -> assertThat(failure.kind()).isEqualTo(MediaFailure.Kind.BAD_COMMAND));
      }
    }
  }

  @Test
  void whatIsOnBothSidesIsRelayedAndTheRestTranscoded() {
    try (WebRtcPeer peer = WebRtcPeer.create()) {
      Reserved.Stream local = call(peer, List.of(OPUS, EVENT_48K), List.of(OPUS, PCMA, EVENT_48K));
      byte[] opus = Rtp.packet(111, 1, 0x2222);
      bench.phone.send(opus, local.rtp().port());
      assertThat(peer.awaitRtp(Bench.SOON)).contains(opus);
      bench.phone.send(Rtp.packet(Rtp.PCMA, 2, 0x2222), local.rtp().port());
      byte[] made = peer.awaitRtp(Bench.SOON).orElseThrow();
      assertThat(made[1] & 0x7f).isEqualTo(111);
      assertThat(ByteBuffer.wrap(made).getInt(8)).isNotEqualTo(0x2222);
    }
  }

  @Test
  void nothingIsPlayedOnceTheCallIsReleased() {
    Codec pcmu = Codec.of(0, "PCMU", 8000);
    try (WebRtcPeer peer = WebRtcPeer.create()) {
      int port = call(peer, List.of(PCMA), List.of(pcmu)).rtp().port();
      try (Talk _ = new Talk(i -> peer.sendRtp(Rtp.packet(Rtp.PCMA, i, 1)));
          Talk _ = new Talk(i -> bench.phone.send(Rtp.packet(0, i, 2), port))) {
        assertThat(bench.phone.awaitRtp(Bench.SOON)).isPresent();
        assertThat(peer.awaitRtp(Bench.SOON)).isPresent();

        bench.engine.release("call");

        await().until(() -> bench.phone.awaitRtp(Duration.ofMillis(1)).isEmpty()); // sent before
        assertThat(bench.phone.awaitRtp(Bench.SHORT)).isEmpty();
      }
      assertThat(List.of(Drop.NO_KEYS, Drop.NO_DESTINATION, Drop.SEND_FAILED))
          .allMatch(reason -> bench.dropped(reason) == 0);
    }
  }

  @Test
  void aFormatThatWasNotAgreedIsDroppedWhereTranscodingIsNeeded() {
    try (WebRtcPeer peer = WebRtcPeer.create()) {
      call(peer, List.of(OPUS), List.of(PCMA));
      peer.sendRtp(Rtp.packet(Rtp.PCMA, 1, 1));

      await().until(() -> bench.audit("call").dropped() == 1);
      assertThat(bench.phone.awaitRtp(Bench.SHORT)).isEmpty();
    }
  }
}
