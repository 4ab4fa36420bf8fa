// SPDX-License-Identifier: Apache-2.0
package ringway.agw.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import ringway.agw.peer.Rtp;
import ringway.agw.peer.WebRtcPeer;
import ringway.iq.Audit;
import ringway.iq.Codec;
import ringway.iq.Configure;
import ringway.iq.IqEvent;
import ringway.iq.Released;
import ringway.iq.Reserved;
import ringway.iq.SideReport;

/** RTCP on both sides of a relayed call, and what is told of it over Iq. */
class ReportTest {
  private static final int BROWSER = 0x1111;
  private static final int PHONE = 0x2222;
  private static final int SENDER_REPORT = 200;
  private static final int RECEIVER_REPORT = 201;

  private final Bench bench = new Bench(quick());

  private static Bench.Settings quick() {
    Bench.Settings settings = new Bench.Settings();
    settings.reports = Duration.ofMillis(300);
    return settings;
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private void relay(WebRtcPeer peer, Reserved.Stream local, int... sequences) {
    for (int sequence : sequences) {
      peer.sendRtp(Rtp.packet(Rtp.PCMA, sequence, BROWSER));
      assertThat(bench.phone.awaitRtp(Bench.SOON)).isPresent();
      bench.phone.send(Rtp.packet(Rtp.PCMA, sequence, PHONE), local.rtp().port());
      assertThat(peer.awaitRtp(Bench.SOON)).isPresent();
    }
  }

  /** The first report of the type with five packets, or five heard. */
  private static ByteBuffer report(Supplier<Optional<byte[]>> source) {
    return await()
        .until(
            () -> ByteBuffer.wrap(source.get().orElseThrow()),
            packet ->
                (packet.get(1) & 0xff) == SENDER_REPORT
                    && packet.getInt(20) == 5
                    && packet.getInt(36) == 5);
  }

  private static byte[] receiverReport(
      int sender, int about, int lost, int jitter, int lastSr, int delay) {
    return ByteBuffer.allocate(32)
        .put((byte) 0x81)
        .put((byte) RECEIVER_REPORT)
        .putShort((short) 7)
        .putInt(sender)
        .putInt(about)
        .putInt(lost)
        .putInt(5)
        .putInt(jitter)
        .putInt(lastSr)
        .putInt(delay)
        .array();
  }

  private static int middleOfNtp(ByteBuffer report) {
    return report.getInt(8) << 16 | report.getInt(12) >>> 16;
  }

  @Test
  void bothSidesGetReportsAboutWhatWasRelayed() {
    try (WebRtcPeer peer = WebRtcPeer.create()) {
      Reserved.Stream local = bench.call("call", peer);
      relay(peer, local, 1, 2, 3, 4, 5);
      ByteBuffer toCore = report(() -> bench.phone.awaitRtcp(Bench.SOON));
      ByteBuffer toBrowser = report(() -> peer.awaitRtcp(Bench.SOON));

      assertThat(toCore.get(0)).as("version 2, one block").isEqualTo((byte) 0x81);
      assertThat(toCore.getInt(4)).isEqualTo(BROWSER);
      assertThat(toCore.getInt(16)).as("time stamp of the last packet").isEqualTo(5 * 160);
      assertThat(toCore.getInt(24)).as("payload octets").isEqualTo(5 * 160);
      assertThat(toCore.getInt(28)).as("source reported on").isEqualTo(PHONE);
      assertThat(toCore.get(53)).as("SDES follows").isEqualTo((byte) 202);
      assertThat(toBrowser.getInt(4)).isEqualTo(PHONE);
      assertThat(toBrowser.getInt(28)).as("source reported on").isEqualTo(BROWSER);
    }
  }

  @Test
  void reportsOfEitherSideEndHere() {
    try (WebRtcPeer peer = WebRtcPeer.create()) {
      Reserved.Stream local = bench.call("call", peer);
      byte[] report = receiverReport(0x77, 0x88, 0, 0, 0, 0);
      bench.phone.sendRtcp(report, local.rtp().rtcpPort());
      peer.sendRtp(report);
      relay(peer, local, 1);

      assertThat(bench.phone.awaitRtcp(Bench.SOON).orElseThrow()).isNotEqualTo(report);
      assertThat(peer.awaitRtcp(Bench.SOON).orElseThrow()).isNotEqualTo(report);
    }
  }

  @Test
  void anAuditTellsOfBothSides() {
    try (WebRtcPeer peer = WebRtcPeer.create()) {
      Reserved.Stream local = bench.reserve("call");
      assertThat(bench.audit("call").ice()).isEqualTo("waiting");
      assertThat(bench.audit("call").dtls()).isEqualTo("waiting");
      bench.engine.configure(bench.command("call", peer, Configure.DtlsRole.PASSIVE));
      bench.connect(peer, local, true);
      bench.awaitEvent(IqEvent.DtlsUp.class);
      relay(peer, local, 1, 2, 5); // two of five are lost
      bench.phone.send(new byte[] {1, 2, 3}, local.rtp().port());
      await().until(() -> bench.audit("call").dropped() == 1);

      Audit.Stream audit = bench.audit("call");
      assertThat(audit.ice()).isEqualTo("connected");
      assertThat(audit.dtls()).isEqualTo("up");
      assertThat(audit.access().codec()).contains("PCMA");
      assertThat(audit.access().lost()).isEqualTo(2);
      assertThat(audit.core().lost()).isEqualTo(2);
      SideReport.Counters three = new SideReport.Counters(3, 3 * 172);
      assertThat(audit.access().received()).isEqualTo(three);
      assertThat(audit.access().sent()).isEqualTo(three);
      assertThat(audit.core().received()).isEqualTo(three);
      assertThat(audit.core().sent()).isEqualTo(three);
      assertThat(
              bench.meters.counter("ringway.media.packets", "direction", "access-to-core").count())
          .isEqualTo(3);
    }
  }

  @Test
  void aReleaseTellsWhatThePeersReported() {
    try (WebRtcPeer peer = WebRtcPeer.create()) {
      Reserved.Stream local = bench.call("call", peer);
      Configure told = bench.command("call", peer, Configure.DtlsRole.PASSIVE);
      List<Codec> codecs = List.of(Codec.of(Rtp.PCMA, "PCMA", 8000));
      bench.engine.configure(
          new Configure("call", "0", told.webrtc(), told.rtp(), told.gate(), codecs, codecs));
      relay(peer, local, 1, 2, 3, 4, 5);
      int toCore = middleOfNtp(report(() -> bench.phone.awaitRtcp(Bench.SOON)));
      int toBrowser = middleOfNtp(report(() -> peer.awaitRtcp(Bench.SOON)));
      bench.phone.sendRtcp(
          receiverReport(PHONE, BROWSER, 3, 160, toCore, 0), local.rtp().rtcpPort());
      peer.sendRtp(receiverReport(BROWSER, PHONE, 4, 80, toBrowser, 0));
      await()
          .until(
              () ->
                  bench.audit("call").core().peer().isPresent()
                      && bench.audit("call").access().peer().isPresent());

      Released.Stream released = bench.engine.release("call").streams().getFirst();
      SideReport.Peer phone = released.core().peer().orElseThrow();
      assertThat(phone.lost()).isEqualTo(3);
      assertThat(phone.jitterMillis()).isEqualTo(20);
      assertThat(phone.roundTripMillis().orElseThrow()).isBetween(0.0, 30_000.0);
      SideReport.Peer browser = released.access().peer().orElseThrow();
      assertThat(browser.lost()).isEqualTo(4);
      assertThat(browser.jitterMillis()).isEqualTo(10);
      assertThat(browser.roundTripMillis()).isPresent();
      assertThat(bench.engine.release("call")).isEqualTo(Released.nothing("call"));
    }
  }

  @Test
  void malformedReportsAreReadOver() {
    try (WebRtcPeer peer = WebRtcPeer.create()) {
      Reserved.Stream local = bench.call("call", peer);
      relay(peer, local, 1);
      byte[] tooLong = receiverReport(PHONE, BROWSER, 3, 160, 0, 0);
      tooLong[3] = 100; // words that are not there
      bench.phone.sendRtcp(tooLong, local.rtp().rtcpPort());
      byte[] tooMany = receiverReport(PHONE, BROWSER, 7, 160, 0, 0);
      tooMany[0] = (byte) 0x9f; // 31 blocks where one is
      bench.phone.sendRtcp(tooMany, local.rtp().rtcpPort());

      await().until(() -> bench.audit("call").core().peer().isPresent());
      assertThat(bench.audit("call").core().peer().orElseThrow().lost()).isEqualTo(7);
      relay(peer, local, 2);
    }
  }
}
