// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.actors;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import ringway.acceptance.sip.Descriptions.BrowserMedia;
import ringway.acceptance.sip.Sdp;
import ringway.agw.peer.WebRtcPeer;
import ringway.runtime.ladder.Actor;
import ringway.runtime.ladder.Ladder;

/** The media stack of a WIC's browser: ICE, DTLS and SRTP on a socket of its own. */
public final class MediaPeer implements AutoCloseable {
  private static final int HEADER = 12;
  private static final Duration PACKET_TIME = Duration.ofMillis(20);
  private static final int SSRC = 0x0A11CE00;

  private final Ladder ladder;
  private final Actor self;
  private final WebRtcPeer peer;
  private final String component;
  private int sequence = 1000;
  private boolean heard;

  private MediaPeer(Ladder ladder, Actor self, WebRtcPeer peer, String component) {
    this.ladder = ladder;
    this.self = self;
    this.peer = peer;
    this.component = component;
  }

  /**
   * @param profiles SRTP protection profiles by their DTLS numbers (RFC 5764, RFC 7714)
   */
  public static MediaPeer open(Ladder ladder, Subscriber user, Integer... profiles) {
    WebRtcPeer peer = profiles.length == 0 ? WebRtcPeer.create() : WebRtcPeer.create(profiles);
    return new MediaPeer(ladder, Actor.wic(user.name()), peer, "1");
  }

  /** The second component of a browser without rtcp-mux: a socket and keys of its own. */
  public MediaPeer forRtcp() {
    return new MediaPeer(ladder, self, peer.second(true), "2");
  }

  /** What its descriptions say of it. */
  public BrowserMedia described() {
    return new BrowserMedia(peer.ufrag(), peer.pwd(), "sha-256 " + peer.localFingerprint());
  }

  /** Has new ICE credentials to describe. */
  public void restartsIce() {
    ladder.step(self.name() + " restarts ICE");
    peer.restartIce();
  }

  /** Checks the pair with what the other side's description says, keys as they are. */
  public void checks(Sdp remote) {
    checks(remote, remote.attribute(remote.audio(), "ice-pwd").orElseThrow());
  }

  /** Checks the pair and does the handshake, as the other side's description says. */
  public void joins(Sdp remote) {
    checks(remote);
    String setup = remote.attribute(remote.audio(), "setup").orElseThrow();
    ladder.step(self.name() + " does the DTLS handshake");
    // RFC 5763 §5: an offer of actpass is answered by active here.
    peer.handshake(fingerprint(remote), !setup.equals("active"));
    ladder.record(
        self, Actor.MEDIA, "DTLS-SRTP up", "SRTP protection profile " + peer.srtpProfile());
  }

  /**
   * Begins the DTLS handshake before the pair is checked; the one who is given what this returns
   * sees it end.
   */
  public Thread handshakesUnchecked(Sdp remote) {
    ladder.step(self.name() + " sends a ClientHello before any check");
    peer.aims(candidate(remote, component));
    return Thread.startVirtualThread(() -> peer.handshake(fingerprint(remote), true));
  }

  private static String fingerprint(Sdp remote) {
    String value = remote.attribute(remote.audio(), "fingerprint").orElseThrow();
    return value.substring(value.indexOf(' ') + 1);
  }

  /** A connectivity check with this password, in place of the right one. */
  public void checks(Sdp remote, String pwd) {
    ladder.step(self.name() + " checks connectivity");
    peer.ice(
        candidate(remote, component),
        remote.attribute(remote.audio(), "ice-ufrag").orElseThrow(),
        pwd,
        true);
    ladder.record(self, Actor.MEDIA, "STUN check", "Binding request, answered");
  }

  /** The address of the one candidate an ICE-lite side has. */
  public static InetSocketAddress candidate(Sdp remote) {
    return candidate(remote, "1");
  }

  private static InetSocketAddress candidate(Sdp remote, String component) {
    String[] words =
        remote.audio().attributes("candidate").stream()
            .map(candidate -> candidate.split(" "))
            .filter(candidate -> candidate[1].equals(component))
            .findFirst()
            .orElseThrow(() -> new AssertionError("no candidate of component " + component));
    return new InetSocketAddress(words[4], Integer.parseInt(words[5]));
  }

  /** Number of the SRTP protection profile in use. */
  public int profile() {
    return peer.srtpProfile();
  }

  /** Sends one packet, protected. */
  public void sends(int payloadType, byte[] payload) {
    peer.sendRtp(rtp(payloadType, payload));
  }

  /** Sends one packet twice, the same bytes. */
  public void sendsTwice(int payloadType, byte[] payload) {
    byte[] datagram = peer.protect(rtp(payloadType, payload));
    peer.sendRaw(datagram);
    peer.sendRaw(datagram);
  }

  /** Sends one packet with its protection spoiled. */
  public void sendsForged(int payloadType, byte[] payload) {
    byte[] datagram = peer.protect(rtp(payloadType, payload));
    datagram[datagram.length - 1] ^= 1;
    peer.sendRaw(datagram);
  }

  public void sendsRaw(byte[] datagram) {
    peer.sendRaw(datagram);
  }

  /** Begins another DTLS handshake in the association; level and code of the alert it gets. */
  public int asksToNegotiateAnew() {
    ladder.step(self.name() + " sends another ClientHello under the keys it has");
    byte[] hello = new byte[100];
    hello[0] = 1; // RFC 5246 §7.4
    hello[3] = (byte) (hello.length - HEADER);
    hello[11] = hello[3]; // RFC 6347 §4.2.2: one fragment
    return peer.renegotiates(hello, Patience.LIMIT)
        .orElseThrow(() -> ladder.failure("the browser gets no alert"));
  }

  /** One more check on the same pair: consent, as browsers ask for it all the time (RFC 7675). */
  public void asksForConsent() {
    ladder.step(self.name() + " asks for consent");
    peer.check(false);
  }

  private byte[] rtp(int payloadType, byte[] payload) {
    return rtp(payloadType, payload, 160);
  }

  private byte[] rtp(int payloadType, byte[] payload, int step) {
    ByteBuffer packet = ByteBuffer.allocate(HEADER + payload.length);
    packet.put((byte) 0x80).put((byte) payloadType).putShort((short) sequence);
    packet.putInt(sequence * step).putInt(SSRC).put(payload);
    sequence++;
    return packet.array();
  }

  /**
   * Sends one packet, protected.
   *
   * @param step of the time stamps from packet to packet
   */
  public void sends(int payloadType, byte[] payload, int step) {
    peer.sendRtp(rtp(payloadType, payload, step));
  }

  /** The payload of the next packet of that type, when one comes soon. */
  public Optional<byte[]> listens(int payloadType) {
    return peer.awaitRtp(PACKET_TIME)
        .filter(packet -> (packet[1] & 0x7F) == payloadType)
        .map(packet -> Arrays.copyOfRange(packet, HEADER, packet.length));
  }

  /**
   * Waits for this payload while the other side talks, packet after packet; its payload type.
   *
   * @param talking sends one packet
   */
  public int hears(byte[] payload, Runnable talking) {
    ladder.step(self.name() + " hears " + payload.length + " bytes");
    long end = System.nanoTime() + Patience.LIMIT.toNanos();
    while (System.nanoTime() - end < 0) {
      talking.run();
      Optional<byte[]> packet = peer.awaitRtp(PACKET_TIME);
      if (packet.isPresent() && isPayload(packet.get(), payload)) {
        noteFirst(packet.get());
        return packet.get()[1] & 0x7F;
      }
    }
    throw ladder.failure("the browser hears nothing");
  }

  /** The same, and nothing else has been let through before it. */
  public void hearsFirst(byte[] payload, Runnable talking) {
    ladder.step(self.name() + " hears " + payload.length + " bytes and none before");
    long end = System.nanoTime() + Patience.LIMIT.toNanos();
    while (System.nanoTime() - end < 0) {
      talking.run();
      Optional<byte[]> packet = peer.awaitRtp(PACKET_TIME);
      if (packet.isPresent()) {
        if (!isPayload(packet.get(), payload)) {
          throw ladder.failure("the browser hears what it must not");
        }
        noteFirst(packet.get());
        return;
      }
    }
    throw ladder.failure("the browser hears nothing");
  }

  /**
   * Waits until it is asked for a whole picture of this source by PLI (RFC 4585 §6.3.1).
   *
   * @param asking sends one such wish
   */
  public void isAskedForAPicture(int ssrc, Runnable asking) {
    ladder.step(self.name() + " is asked for a whole picture");
    long end = System.nanoTime() + Patience.LIMIT.toNanos();
    while (System.nanoTime() - end < 0) {
      asking.run();
      Optional<byte[]> packet = peer.awaitRtcp(PACKET_TIME);
      if (packet.filter(compound -> endsWithPli(compound, ssrc)).isPresent()) {
        ladder.record(Actor.MEDIA, self, "SRTCP, PLI", packet.get().length + " bytes");
        return;
      }
    }
    throw ladder.failure("the browser is asked for nothing");
  }

  /**
   * Waits for a compound packet that begins with this type; the whole of it.
   *
   * @param talking sends one packet
   */
  public byte[] isReportedTo(int type, Runnable talking) {
    ladder.step(self.name() + " gets RTCP of type " + type);
    long end = System.nanoTime() + Patience.LIMIT.toNanos();
    while (System.nanoTime() - end < 0) {
      talking.run();
      Optional<byte[]> packet = peer.awaitRtcp(PACKET_TIME);
      if (packet.filter(compound -> (compound[1] & 0xFF) == type).isPresent()) {
        ladder.record(Actor.MEDIA, self, "SRTCP, type " + type, packet.get().length + " bytes");
        return packet.get();
      }
    }
    throw ladder.failure("the browser gets no report");
  }

  /** Everything that has come, and what still comes until nothing has for this long. */
  public List<byte[]> hearsAll(Duration silence) {
    List<byte[]> all = new ArrayList<>();
    for (Optional<byte[]> next = peer.awaitRtp(silence);
        next.isPresent();
        next = peer.awaitRtp(silence)) {
      all.add(next.get());
    }
    return all;
  }

  /** Sends a whole RTCP packet, protected. */
  public void sendsControl(byte[] packet) {
    peer.sendRtp(packet);
  }

  private static boolean endsWithPli(byte[] compound, int ssrc) {
    ByteBuffer packet = ByteBuffer.wrap(compound);
    int at = compound.length - HEADER;
    return at >= 0 && packet.getShort(at) == (short) 0x81CE && packet.getInt(at + 8) == ssrc;
  }

  private static boolean isPayload(byte[] packet, byte[] payload) {
    return Arrays.equals(packet, HEADER, packet.length, payload, 0, payload.length);
  }

  private void noteFirst(byte[] packet) {
    if (!heard) {
      heard = true;
      ladder.record(
          Actor.MEDIA, self, "SRTP, payload type " + (packet[1] & 0x7F), packet.length + " bytes");
    }
  }

  @Override
  public void close() {
    peer.close();
  }
}
