// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.actors;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import ringway.acceptance.sip.Sdp;
import ringway.runtime.ladder.Actor;
import ringway.runtime.ladder.Ladder;

/** The far user's media: plain RTP (RFC 3550) on a socket of its own. */
public final class RtpPhone implements AutoCloseable {
  private static final int HEADER = 12;
  private static final int INBOX = 2000;
  private static final Duration PACKET_TIME = Duration.ofMillis(20);
  private static final int SSRC = 0x0C0FFEE0;

  /** One packet; header extension and CSRCs are not looked for, none may reach the core. */
  public record Packet(int payloadType, int sequence, int ssrc, byte[] payload) {}

  private final Ladder ladder;
  private final DatagramSocket socket;
  private final BlockingQueue<Packet> inbox = new LinkedBlockingQueue<>(INBOX);
  private int sequence = 100;
  private boolean heard;

  private RtpPhone(Ladder ladder, DatagramSocket socket) {
    this.ladder = ladder;
    this.socket = socket;
    Thread.ofVirtual().name("rtp-phone").start(this::read);
  }

  public static RtpPhone open(Ladder ladder) {
    try {
      return new RtpPhone(ladder, new DatagramSocket(0, InetAddress.getLoopbackAddress()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return socket.getLocalPort();
  }

  private void read() {
    byte[] buffer = new byte[2048];
    while (!socket.isClosed()) {
      DatagramPacket datagram = new DatagramPacket(buffer, buffer.length);
      try {
        socket.receive(datagram);
      } catch (IOException _) {
        return; // closed
      }
      ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, datagram.getLength());
      if (bytes.remaining() > HEADER) {
        int payloadType = bytes.get(1) & 0x7F;
        inbox.offer(
            new Packet(
                payloadType,
                bytes.getShort(2) & 0xFFFF,
                bytes.getInt(8),
                Arrays.copyOfRange(buffer, HEADER, datagram.getLength())));
      }
    }
  }

  /** Sends one packet to where the description of the other side says. */
  public void sends(Sdp remote, int payloadType, byte[] payload) {
    sends(remote, payloadType, payload, 160);
  }

  /**
   * The same.
   *
   * @param step of the time stamps from packet to packet
   */
  public void sends(Sdp remote, int payloadType, byte[] payload, int step) {
    ByteBuffer packet = ByteBuffer.allocate(HEADER + payload.length);
    packet.put((byte) 0x80).put((byte) payloadType).putShort((short) sequence);
    packet.putInt(sequence * step).putInt(SSRC).put(payload);
    sequence++;
    sendsRaw(remote, packet.array());
  }

  public void sendsRaw(Sdp remote, byte[] datagram) {
    try {
      InetSocketAddress to =
          new InetSocketAddress(
              InetAddress.getByName(remote.address(remote.audio())), remote.audio().port());
      socket.send(new DatagramPacket(datagram, datagram.length, to));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Waits for this payload while the other side talks, packet after packet: RTP may lose any one of
   * them, and the first ones while keys are still being set.
   */
  public Packet hears(byte[] payload, Runnable talking) {
    ladder.step("the phone hears " + payload.length + " bytes");
    long end = System.nanoTime() + Patience.LIMIT.toNanos();
    while (System.nanoTime() - end < 0) {
      talking.run();
      Packet packet = poll();
      if (packet != null && Arrays.equals(packet.payload(), payload)) {
        noteFirst(packet);
        return packet;
      }
    }
    throw ladder.failure("the phone hears nothing");
  }

  /** The payload of the next packet of that type, when one comes soon. */
  public Optional<byte[]> listens(int payloadType) {
    return Optional.ofNullable(poll())
        .filter(packet -> packet.payloadType() == payloadType)
        .map(Packet::payload);
  }

  private void noteFirst(Packet packet) {
    if (!heard) {
      heard = true;
      ladder.record(
          Actor.MEDIA, Actor.CORE, "RTP, payload type " + packet.payloadType(), packet.toString());
    }
  }

  private @Nullable Packet poll() {
    try {
      return inbox.poll(PACKET_TIME.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
