// SPDX-License-Identifier: Apache-2.0
package ringway.imscore.media;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.imscore.media.MediaPorts.Pair;

/**
 * The media of one phone call: listens on its two ports from the beginning, speaks once a {@link
 * Stream} is agreed. Public methods may be called from any thread.
 */
public final class MediaSession implements AutoCloseable {
  /** What the phone says. */
  public enum Voice {
    /** Gives back every packet it gets. */
    ECHO,
    /** Plays a steady tone. */
    TONE
  }

  private static final Logger log = LoggerFactory.getLogger(MediaSession.class);
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int MTU = 2_048;
  private static final long FRAME_NANOS = 20_000_000;

  private final Pair ports;
  private final Voice voice;
  private final String name;
  private final long rtcpNanos;
  private final int ssrc = RANDOM.nextInt();
  private final Reception reception = new Reception();
  private final Meter meter = new Meter();
  private final Dtmf dtmf = new Dtmf();
  private final Outbound outbound;
  private final AtomicLong received = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();
  private final AtomicLong rtcpReceived = new AtomicLong();
  private final AtomicLong rtcpSent = new AtomicLong();
  private volatile long heardNanos = System.nanoTime();
  private volatile Optional<Stream> stream = Optional.empty();
  private volatile boolean closed;

  private MediaSession(Pair ports, Voice voice, String name, Duration rtcpInterval) {
    this.ports = ports;
    this.voice = voice;
    this.name = name;
    this.rtcpNanos = rtcpInterval.toNanos();
    this.outbound = new Outbound(ports.rtp(), ssrc);
  }

  /**
   * Empty when no port is free.
   *
   * @param name the canonical name in RTCP
   */
  public static Optional<MediaSession> open(
      MediaPorts ports, Voice voice, String name, Duration rtcpInterval) {
    return ports.take().map(pair -> new MediaSession(pair, voice, name, rtcpInterval).start());
  }

  private MediaSession start() {
    Thread.ofVirtual().name("phone-rtp-" + port()).start(() -> listen(ports.rtp(), this::rtp));
    Thread.ofVirtual().name("phone-rtcp-" + port()).start(() -> listen(ports.rtcp(), this::rtcp));
    Thread.ofVirtual().name("phone-clock-" + port()).start(this::tick);
    return this;
  }

  public int port() {
    return ports.rtp().getLocalPort();
  }

  /** What was agreed, first or anew. */
  public void agree(Stream agreed) {
    heardNanos = System.nanoTime();
    stream = Optional.of(agreed);
  }

  public MediaStats stats() {
    Meter.Reading reading = meter.read();
    return new MediaStats(
        received.get(),
        outbound.packets(),
        dropped.get(),
        rtcpReceived.get(),
        rtcpSent.get(),
        reading.levelDbfs(),
        reading.frequencyHz(),
        dtmf.keys());
  }

  /** How long nothing has arrived. */
  public Duration silence() {
    return Duration.ofNanos(System.nanoTime() - heardNanos);
  }

  private interface Datagram {
    void received(Stream agreed, byte[] data, int length) throws IOException;
  }

  private void listen(DatagramSocket socket, Datagram handler) {
    DatagramPacket packet = new DatagramPacket(new byte[MTU], MTU);
    while (!closed) {
      try {
        packet.setLength(MTU);
        socket.receive(packet);
        Optional<Stream> agreed = stream.filter(known -> isPeer(known, packet));
        if (agreed.isPresent()) {
          handler.received(agreed.get(), packet.getData(), packet.getLength());
        } else {
          dropped.incrementAndGet();
        }
      } catch (IOException e) {
        // A closed socket ends the loop; anything else, such as ICMP's word, passes.
        log.debug("media socket port={} reason={}", port(), e.toString());
      }
    }
  }

  /** The port is left open: a peer behind an address translation may use another. */
  private static boolean isPeer(Stream agreed, DatagramPacket packet) {
    return packet.getAddress().equals(agreed.rtp().getAddress());
  }

  private void rtp(Stream agreed, byte[] data, int length) throws IOException {
    Optional<RtpPacket> parsed = RtpPacket.parse(data, length);
    if (parsed.isEmpty()) {
      dropped.incrementAndGet();
      return;
    }
    RtpPacket packet = parsed.get();
    long now = System.nanoTime();
    if (packet.payloadType() == agreed.payloadType()) {
      meter.add(agreed.codec().decode(packet.payload()));
    } else if (agreed.events().filter(type -> type == packet.payloadType()).isPresent()) {
      dtmf.add(packet);
    } else {
      dropped.incrementAndGet();
      return;
    }
    heardNanos = now;
    received.incrementAndGet();
    reception.packet(packet, now);
    if (voice == Voice.ECHO && agreed.sends()) {
      outbound.echo(packet, agreed.rtp());
    }
  }

  private void rtcp(Stream agreed, byte[] data, int length) {
    if (!Rtcp.isRtcp(data, length)) {
      dropped.incrementAndGet();
      return;
    }
    rtcpReceived.incrementAndGet();
    Rtcp.senderReportTime(data, length)
        .ifPresent(time -> reception.senderReport(time, System.nanoTime()));
  }

  /** Every 20 ms by an absolute clock, so that delays do not add up. */
  private void tick() {
    long next = System.nanoTime();
    long nextReport = next + rtcpNanos;
    while (!closed) {
      next += FRAME_NANOS;
      LockSupport.parkNanos(next - System.nanoTime());
      Optional<Stream> agreed = stream;
      if (agreed.isEmpty() || closed) {
        continue;
      }
      try {
        if (voice == Voice.TONE && agreed.get().sends()) {
          outbound.tone(agreed.get());
        }
        if (next >= nextReport) {
          nextReport = next + rtcpNanos;
          sendRtcp(report(), agreed.get().rtcp());
        }
      } catch (IOException e) {
        log.debug("media not sent port={} reason={}", port(), e.toString());
      }
    }
  }

  private byte[] report() {
    return Rtcp.report(
        ssrc, name, outbound.sent(), reception.block(System.nanoTime()), Instant.now());
  }

  private void sendRtcp(byte[] packet, InetSocketAddress peer) throws IOException {
    ports.rtcp().send(new DatagramPacket(packet, packet.length, peer));
    rtcpSent.incrementAndGet();
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    stream.ifPresent(
        agreed -> {
          try {
            sendRtcp(Rtcp.bye(ssrc, name), agreed.rtcp());
          } catch (IOException e) {
            log.debug("RTCP BYE not sent port={} reason={}", port(), e.toString());
          }
        });
    ports.close();
  }
}
