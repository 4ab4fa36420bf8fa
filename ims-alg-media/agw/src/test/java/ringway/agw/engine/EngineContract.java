// SPDX-License-Identifier: Apache-2.0
package ringway.agw.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import ringway.agw.PolicingConfig;
import ringway.agw.embedded.Bench;
import ringway.agw.meter.Drop;
import ringway.agw.peer.CorePhone;
import ringway.agw.peer.Rtp;
import ringway.agw.peer.WebRtcPeer;
import ringway.agw.rtp.SourceFilter;
import ringway.iq.Codec;
import ringway.iq.Configure;
import ringway.iq.Fingerprint;
import ringway.iq.IqEvent;
import ringway.iq.Reserved;
import ringway.iq.SendDtmf;
import ringway.iq.Side;
import ringway.iq.SideReport;

/** What a controller may rely on, whatever engine serves it (TS 23.334 §5). */
abstract class EngineContract {
  static final Codec PCMA = Codec.of(Rtp.PCMA, "PCMA", 8000);
  static final Codec BROWSERS_EVENT = Codec.of(126, "telephone-event", 8000);
  static final Codec PHONES_EVENT = Codec.of(101, "telephone-event", 8000);

  final Bench.Settings settings = new Bench.Settings();
  private final List<AutoCloseable> opened = new ArrayList<>();
  Bench bench;
  WebRtcPeer peer;
  Conversation talk;
  private int next;

  /** Has the engine under test started with the settings. */
  abstract void choose(Bench.Settings with);

  /** How the engine passes speech on. */
  Conversation.Pace pace() {
    return Conversation.Pace.PACKET_BY_PACKET;
  }

  /** That the engine itself holds no call any more. */
  abstract void assertNothingHeld();

  @BeforeEach
  void open() {
    settings.reports = Duration.ofMillis(300);
    choose(settings);
    bench = new Bench(settings);
    peer = WebRtcPeer.create();
    talk = new Conversation(bench, peer, pace());
    await().until(bench.engine::available);
  }

  final void reopen() {
    bench.close();
    bench = new Bench(settings);
    talk = new Conversation(bench, peer, pace());
    await().until(bench.engine::available);
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : opened) {
      one.close();
    }
    peer.close();
    bench.close();
  }

  private CorePhone anotherPhone() {
    CorePhone phone = new CorePhone();
    opened.add(phone);
    return phone;
  }

  final Configure command(Configure.DtlsRole role) {
    Configure plain = bench.command("call", peer, role);
    return new Configure(
        "call",
        "0",
        plain.webrtc(),
        plain.rtp(),
        plain.gate(),
        List.of(PCMA, BROWSERS_EVENT),
        List.of(PCMA, PHONES_EVENT));
  }

  private void configure(Configure.Gate gate, CorePhone phone) {
    Configure plain = command(Configure.DtlsRole.PASSIVE);
    bench.engine.configure(
        new Configure(
            "call",
            "0",
            plain.webrtc(),
            Optional.of(new Configure.RtpRemote("127.0.0.1", phone.port(), phone.rtcpPort())),
            gate,
            plain.access(),
            plain.core()));
  }

  final Reserved.Stream call(Configure.DtlsRole role) {
    Reserved.Stream local = bench.reserve("call");
    bench.engine.configure(command(role));
    bench.connect(peer, local, role == Configure.DtlsRole.PASSIVE);
    bench.awaitEvent(IqEvent.DtlsUp.class);
    talk.begin(local.rtp().port());
    return local;
  }

  final Reserved.Stream call() {
    return call(Configure.DtlsRole.PASSIVE);
  }

  @ParameterizedTest
  @EnumSource(Configure.DtlsRole.class)
  void tonesPassBothWaysInBothDtlsRoles(Configure.DtlsRole role) {
    Reserved.Stream local = bench.reserve("call");
    bench.engine.configure(command(role));
    bench.connect(peer, local, role == Configure.DtlsRole.PASSIVE);
    Reserved.Candidate browsers = local.webrtc().candidates().getFirst();
    assertThat(bench.awaitEvent(IqEvent.IceConnected.class).remote())
        .isEqualTo(browsers.address() + ":" + peer.localAddress().getPort()); // of this machine
    assertThat(bench.awaitEvent(IqEvent.DtlsUp.class).srtpProfile()).startsWith("SRTP_A");
    assertThat(bench.audit("call").ice()).isEqualTo("connected");
    assertThat(bench.audit("call").dtls()).isEqualTo("up");

    talk.begin(local.rtp().port());
    talk.assertHeardByPhone(bench.phone);
    talk.assertHeardByBrowser(bench.phone);
  }

  @Test
  void onHoldNothingPassesAndAfterwardsAllDoes() {
    call();
    configure(Configure.Gate.CLOSED, bench.phone);
    talk.assertNotHeardByPhone(bench.phone);
    talk.assertNotHeardByBrowser(bench.phone);
    configure(Configure.Gate.CORE_TO_ACCESS, bench.phone);
    talk.assertNotHeardByPhone(bench.phone);
    talk.assertHeardByBrowser(bench.phone);
    configure(Configure.Gate.ACCESS_TO_CORE, bench.phone);
    talk.assertHeardByPhone(bench.phone);
    talk.assertNotHeardByBrowser(bench.phone);
    configure(Configure.Gate.OPEN, bench.phone);
    talk.assertHeardByPhone(bench.phone);
    talk.assertHeardByBrowser(bench.phone);
  }

  @Test
  void digitsPassBothWaysAndAreTold() {
    Reserved.Stream local = call();
    assertThat(bench.reserved("call").telephoneEvent()).isTrue();
    peer.sendRtp(Rtp.digit(126, 1, 7));
    byte[] there = bench.phone.awaitRtp(Bench.SOON).orElseThrow();
    assertThat(there[1] & 0x7f).isEqualTo(101);
    assertThat(there[12]).isEqualTo((byte) 7);
    assertThat(bench.awaitEvent(IqEvent.Dtmf.class))
        .isEqualTo(new IqEvent.Dtmf("call", "0", Side.ACCESS, "7", 100));

    bench.phone.send(Rtp.digit(101, 1, 11), local.rtp().port());
    byte[] back = peer.awaitRtp(Bench.SOON).orElseThrow();
    assertThat(back[1] & 0x7f).isEqualTo(126);
    assertThat(back[12]).isEqualTo((byte) 11);
    assertThat(bench.awaitEvent(IqEvent.Dtmf.class))
        .isEqualTo(new IqEvent.Dtmf("call", "0", Side.CORE, "#", 100));
  }

  @ParameterizedTest
  @EnumSource(Side.class)
  void digitsAreSentOnOrder(Side towards) {
    call();
    bench.engine.sendDtmf(SendDtmf.of("call", "0", towards, "5"));
    List<byte[]> heard =
        towards == Side.CORE ? talk.sayToPhone(bench.phone) : talk.sayToBrowser(bench.phone);
    int type = towards == Side.CORE ? 101 : 126;
    assertThat(heard)
        .filteredOn(packet -> (packet[1] & 0x7f) == type)
        .hasSizeGreaterThan(3)
        .allSatisfy(packet -> assertThat(packet[12]).isEqualTo((byte) 5));
  }

  @Test
  void speechIsTranscodedWhereNoFormatIsOnBothSides() {
    Reserved.Stream local = bench.reserve("call");
    Configure plain = command(Configure.DtlsRole.PASSIVE);
    Codec opus = new Codec(111, "opus", 48_000, 2, "");
    bench.engine.configure(
        new Configure(
            "call", "0", plain.webrtc(), plain.rtp(), plain.gate(), List.of(opus), List.of(PCMA)));
    bench.connect(peer, local, true);
    bench.awaitEvent(IqEvent.DtlsUp.class);
    talk.begin(local.rtp().port());
    List<byte[]> speech = talk.sayToBrowser(bench.phone);
    assertThat(speech).allSatisfy(packet -> assertThat(packet[1] & 0x7f).isEqualTo(111));
    assertThat(talk.passToPhone(speech, bench.phone))
        .hasSizeGreaterThanOrEqualTo(Conversation.PACKETS)
        .allSatisfy(packet -> assertThat(packet).hasSize(172))
        .allSatisfy(packet -> assertThat(packet[1] & 0x7f).isEqualTo(Rtp.PCMA));
  }

  @Test
  void anotherForkTakesOverAndTheOneBeforeIsNotHeard() {
    call();
    talk.assertHeardByBrowser(bench.phone);
    CorePhone fork = anotherPhone();
    configure(Configure.Gate.OPEN, fork);
    talk.assertHeardByPhone(fork);
    assertThat(bench.phone.awaitRtp(Bench.SHORT)).isEmpty();
    talk.assertHeardByBrowser(fork);
  }

  @Test
  void aPhoneThatSendsFromElsewhereIsFollowedWhenLatchingIsWanted() {
    settings.filter = SourceFilter.LATCH;
    reopen();
    call();
    CorePhone moved = anotherPhone();
    talk.assertHeardByBrowser(moved);
    talk.assertHeardByPhone(moved);
    assertThat(bench.phone.awaitRtp(Bench.SHORT)).isEmpty();
  }

  @Test
  void aPhoneThatChangesItsSourceAndNumbersIsStillHeard() {
    call();
    talk.assertHeardByBrowser(bench.phone);
    talk.anotherSourceInCore();
    talk.assertHeardByBrowser(bench.phone);
    talk.anotherSourceInCore();
    talk.assertHeardByBrowser(bench.phone);
    talk.assertHeardByPhone(bench.phone);
  }

  @Test
  void bothSidesGetReportsAndTheirsAreTold() {
    Reserved.Stream local = call();
    byte[] atPhone = talk.sayToPhone(bench.phone).getLast();
    byte[] atBrowser = talk.sayToBrowser(bench.phone).getLast();
    assertThat(bench.phone.awaitRtcp(Bench.SOON)).isPresent();
    assertThat(peer.awaitRtcp(Bench.SOON)).isPresent();

    bench.phone.sendRtcp(Rtp.receiverReport(ssrc(atPhone), 3), local.rtp().rtcpPort());
    peer.sendRtp(Rtp.receiverReport(ssrc(atBrowser), 4));
    await().until(() -> lost(bench.audit("call").core()) == 3);
    await().until(() -> lost(bench.audit("call").access()) == 4);
    SideReport access = bench.engine.release("call").streams().getFirst().access();
    assertThat(access.codec()).contains("PCMA");
    assertThat(access.received().packets()).isEqualTo(Conversation.PACKETS);
    assertThat(access.sent().packets()).isEqualTo(Conversation.PACKETS);
    assertThat(access.lost()).isZero();
  }

  /** RFC 5761 §5.1.1, RFC 5764 §4.2: with addresses and keys of its own. */
  @ParameterizedTest
  @EnumSource(Configure.DtlsRole.class)
  void aBrowserWithoutMuxHasItsReportsOnASecondComponent(Configure.DtlsRole role) {
    boolean client = role == Configure.DtlsRole.PASSIVE;
    Reserved.Stream local = bench.reserve("call");
    bench.engine.configure(bench.commandWithoutMux("call", peer, role));
    talk.begin(local.rtp().port());
    try (WebRtcPeer rtcp = peer.second(true)) {
      Bench.checks(peer, local.webrtc(), local.webrtc().candidates());
      Bench.checks(rtcp, local.webrtc(), local.webrtc().rtcpCandidates());
      peer.handshake(local.webrtc().fingerprint().value(), client);
      rtcp.handshake(local.webrtc().fingerprint().value(), client);
      bench.awaitEvent(IqEvent.DtlsUp.class);
      talk.assertHeardByPhone(bench.phone);
      byte[] atBrowser = talk.sayToBrowser(bench.phone).getLast();
      assertThat(rtcp.awaitRtcp(Bench.SOON)).isPresent();
      await()
          .until(
              () -> {
                rtcp.sendRtp(
                    Rtp.receiverReport(ssrc(atBrowser), 4)); // until it is secure there too
                return lost(bench.audit("call").access()) == 4;
              });
      talk.assertHeardByPhone(bench.phone);
      talk.assertHeardByBrowser(bench.phone);
    }
    assertThat(peer.awaitRtcp(Duration.ZERO)).as("RTCP on the port of RTP").isEmpty();
  }

  static int ssrc(byte[] packet) {
    return ByteBuffer.wrap(packet).getInt(8);
  }

  static long lost(SideReport report) {
    return report.peer().map(SideReport.Peer::lost).orElse(-1L);
  }

  @Test
  void whatIsMoreThanAgreedIsDroppedEachWay() {
    settings.policing = new PolicingConfig(true, 1, 1, 1);
    reopen();
    Reserved.Stream local = call();
    assertDropsTheExcess(() -> peer.sendRtp(Rtp.packet(Rtp.PCMA, 1 + next++, (int) Rtp.SSRC)));
    assertDropsTheExcess(
        () -> bench.phone.send(Rtp.packet(Rtp.PCMA, 1 + next++, 2), local.rtp().port()));
    SideReport access = bench.audit("call").access();
    assertThat(access.sent().packets()).isLessThan(bench.audit("call").core().received().packets());
  }

  /** 1 kbit/s: a packet of 172 octets is what passes in more than a second. */
  private void assertDropsTheExcess(Runnable send) {
    double before = bench.dropped(Drop.OVER_BANDWIDTH);
    await()
        .pollInterval(Duration.ofMillis(5))
        .until(
            () -> {
              send.run();
              return bench.dropped(Drop.OVER_BANDWIDTH) >= before + 5;
            });
  }

  @Test
  void aBrowserThatFallsSilentIsTold() {
    settings.inactivity = Duration.ofSeconds(1);
    reopen();
    call();
    assertThat(bench.awaitEvent(IqEvent.MediaInactive.class).context()).isEqualTo("call");
    talk.assertHeardByPhone(bench.phone);
    assertThat(bench.awaitEvent(IqEvent.MediaInactive.class).context()).isEqualTo("call");
  }

  @Test
  void iceBeginsAnewUnderTheSameAssociation() {
    Reserved.Stream before = call();
    Reserved.WebRtcLocal after = bench.engine.restartIce("call", "0");
    assertThat(after.ufrag()).isNotEqualTo(before.webrtc().ufrag());
    assertThat(after.fingerprint()).isEqualTo(before.webrtc().fingerprint());
    peer.restartIce();
    bench.engine.configure(command(Configure.DtlsRole.PASSIVE));
    Bench.checks(peer, after, after.candidates());
    talk.assertHeardByPhone(bench.phone);
    talk.assertHeardByBrowser(bench.phone);
  }

  @Test
  void aReleaseFreesEverything() throws IOException {
    Reserved.Stream local = call();
    talk.assertHeardByPhone(bench.phone);
    bench.engine.release("call");

    assertThat(bench.engine.audit().contexts()).isEmpty();
    talk.assertNotHeardByPhone(bench.phone);
    assertNothingHeld();
    try (DatagramSocket port =
        new DatagramSocket(local.rtp().port(), InetAddress.getLoopbackAddress())) {
      assertThat(port.isBound()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(Configure.DtlsRole.class)
  void aCertificateUnlikeTheFingerprintGetsNoMedia(Configure.DtlsRole role) {
    settings.handshake = Duration.ofSeconds(1);
    reopen();
    Reserved.Stream local = bench.reserve("call");
    bench.engine.configure(withWrongFingerprint(command(role)));
    talk.begin(local.rtp().port());
    Thread browser =
        Thread.startVirtualThread(
            () -> {
              try {
                bench.connect(peer, local, role == Configure.DtlsRole.PASSIVE);
              } catch (UncheckedIOException _) {
                // refused in the handshake, as the embedded engine does
              }
            });
    bench.awaitEvent(IqEvent.StreamFailed.class);
    talk.assertNotHeardByBrowser(bench.phone);
    assertThat(bench.audit("call").dtls()).isEqualTo("failed");
    browser.interrupt();
  }

  static Configure withWrongFingerprint(Configure right) {
    Configure.WebRtcRemote remote = right.webrtc().orElseThrow();
    Fingerprint wrong = new Fingerprint("sha-256", String.join(":", Collections.nCopies(32, "AB")));
    return new Configure(
        right.context(),
        right.stream(),
        Optional.of(
            new Configure.WebRtcRemote(
                remote.ufrag(),
                remote.pwd(),
                List.of(wrong),
                remote.localRole(),
                remote.sources())),
        right.rtp(),
        right.gate(),
        right.access(),
        right.core());
  }

  @Test
  void strangersAreNotHeardAndDoNoHarm() throws IOException {
    Reserved.Stream local = call();
    byte[] stray = Rtp.packet(Rtp.PCMA, 1, 0x5757);
    try (DatagramSocket stranger = new DatagramSocket(0, InetAddress.getByName("127.0.0.2"))) {
      for (int i = 0; i < 10; i++) {
        send(stranger, stray, "127.0.0.1", local.rtp().port());
      }
      await().until(() -> bench.dropped(Drop.UNKNOWN_SOURCE) >= 10);
      assertThat(peer.awaitRtp(Bench.SHORT)).isEmpty();
    }
    Reserved.Candidate browsers = local.webrtc().candidates().getFirst();
    try (DatagramSocket stranger = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      for (int i = 0; i < 10; i++) {
        send(stranger, stray, browsers.address(), browsers.port());
        send(stranger, new byte[] {22, 1, 2, 3}, browsers.address(), browsers.port());
      }
    }
    talk.assertHeardByPhone(bench.phone);
    talk.settle(bench.phone);
    byte[] once = peer.protect(talk.nextOfBrowser());
    peer.sendRaw(once);
    assertThat(bench.phone.awaitRtp(Bench.SOON)).isPresent();
    peer.sendRaw(once); // RFC 3711 §3.3.2
    peer.sendRaw(stray); // from the right address, and not encrypted
    assertThat(bench.phone.awaitRtp(Bench.SHORT)).isEmpty();
    talk.assertHeardByPhone(bench.phone);
    talk.assertHeardByBrowser(bench.phone);
  }

  private static void send(DatagramSocket from, byte[] packet, String address, int port)
      throws IOException {
    from.send(new DatagramPacket(packet, packet.length, new InetSocketAddress(address, port)));
  }
}
