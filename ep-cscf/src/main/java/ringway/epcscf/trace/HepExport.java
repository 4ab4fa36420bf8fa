// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.trace;

import gov.nist.javax.sip.message.SIPMessage;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.epcscf.sip.SipMessages;

/**
 * A copy of every message to a HEP collector such as Homer, masked. A slow collector costs copies,
 * never calls.
 */
public final class HepExport implements SipTap, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HepExport.class);
  private static final int WAITING = 4096;

  private record Copy(Passage passage, String callId) {}

  private final BlockingQueue<Copy> waiting = new ArrayBlockingQueue<>(WAITING);
  private final HepPacket packets;
  private final InetSocketAddress collector;
  private final DatagramSocket socket;
  private final Clock clock;
  private final Counter sent;
  private final Counter dropped;
  private final Thread sender;
  private volatile boolean failing;

  private HepExport(
      TraceConfig.Hep config, InetSocketAddress collector, MeterRegistry metrics, Clock clock)
      throws IOException {
    this.packets = new HepPacket(config.node(), config.password());
    this.collector = collector;
    this.socket = new DatagramSocket();
    this.clock = clock;
    this.sent = metrics.counter("ringway.hep.sent");
    this.dropped = metrics.counter("ringway.hep.dropped");
    this.sender = Thread.ofVirtual().name("hep").start(this::send);
  }

  /**
   * @param address host:port
   */
  public static HepExport to(
      String address, TraceConfig.Hep config, MeterRegistry metrics, Clock clock) {
    int colon = address.lastIndexOf(':');
    InetSocketAddress collector =
        new InetSocketAddress(
            address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
    if (collector.isUnresolved()) {
      throw new ringway.runtime.config.ConfigError(
          "ep-cscf.trace.hep.collector: " + collector.getHostString() + " has no address");
    }
    try {
      return new HepExport(config, collector, metrics, clock);
    } catch (IOException e) {
      throw new ringway.runtime.config.ConfigError(
          "ep-cscf.trace.hep: no UDP socket: " + e.getMessage(), e);
    }
  }

  @Override
  public void passed(Heading heading, SIPMessage message, byte[] wire, Hop hop) {
    Passage passage = new Passage(clock.instant(), heading, hop, wire);
    if (!waiting.offer(new Copy(passage, SipMessages.callId(message)))) {
      dropped.increment();
    }
  }

  private void send() {
    while (!socket.isClosed()) {
      try {
        Copy copy = waiting.take();
        byte[] packet = packets.of(copy.passage(), copy.callId());
        socket.send(new DatagramPacket(packet, packet.length, collector));
        sent.increment();
        failing = false;
      } catch (InterruptedException _) {
        return;
      } catch (IOException | RuntimeException e) {
        dropped.increment();
        if (!failing && !socket.isClosed()) {
          failing = true; // once, not for every message
          log.warn("copies do not reach the collector at {} cause={}", collector, e.getMessage());
        }
      }
    }
  }

  @Override
  public void close() {
    sender.interrupt();
    socket.close();
  }
}
