// SPDX-License-Identifier: Apache-2.0
package ringway.agw.embedded;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.agw.ice.IceLite;
import ringway.agw.ice.StunRequest;
import ringway.agw.meter.Drop;
import ringway.agw.meter.MediaMeters;
import ringway.agw.rtp.Dscp;
import ringway.agw.rtp.Packet;
import ringway.runtime.config.ConfigError;

/**
 * The one UDP port of all browsers. A transport is found by our user fragment in its connectivity
 * checks, afterwards by the address those came from; nothing but STUN is taken from other
 * addresses.
 */
final class WebRtcSocket implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(WebRtcSocket.class);
  private static final int KERNEL_BUFFER = 4 * 1024 * 1024;

  private final DatagramChannel channel;
  private final MediaMeters meters;
  private final Map<String, WebRtcTransport> byUfrag = new ConcurrentHashMap<>();
  private final Map<InetSocketAddress, WebRtcTransport> byAddress = new ConcurrentHashMap<>();
  private final Thread thread;
  private boolean failureLogged;

  private WebRtcSocket(DatagramChannel channel, MediaMeters meters) {
    this.channel = channel;
    this.meters = meters;
    thread = Thread.ofPlatform().name("media-webrtc").daemon().unstarted(this::run);
  }

  static WebRtcSocket open(InetAddress address, int port, int dscp, MediaMeters meters) {
    try {
      DatagramChannel channel =
          DatagramChannel.open(
              address instanceof Inet4Address
                  ? StandardProtocolFamily.INET
                  : StandardProtocolFamily.INET6);
      try {
        channel.setOption(StandardSocketOptions.SO_RCVBUF, KERNEL_BUFFER);
        channel.setOption(StandardSocketOptions.SO_SNDBUF, KERNEL_BUFFER);
        Dscp.mark(channel, dscp);
        channel.bind(new InetSocketAddress(address, port));
      } catch (IOException e) {
        channel.close();
        throw e;
      }
      WebRtcSocket socket = new WebRtcSocket(channel, meters);
      socket.thread.start();
      return socket;
    } catch (UnsupportedOperationException e) {
      throw new ConfigError(
          "media cannot listen on " + address.getHostAddress() + ": this machine has no IPv6", e);
    } catch (IOException e) {
      throw new ConfigError(
          "media cannot listen on UDP "
              + address.getHostAddress()
              + ":"
              + port
              + ": "
              + e.getMessage()
              + "; stop the other program or choose another webrtc.port",
          e);
    }
  }

  InetSocketAddress localAddress() {
    try {
      return (InetSocketAddress) channel.getLocalAddress();
    } catch (IOException e) {
      throw new IllegalStateException("the WebRTC port is closed", e);
    }
  }

  boolean alive() {
    return channel.isOpen() && thread.isAlive();
  }

  /** False when the user fragment is taken. */
  boolean register(String ufrag, WebRtcTransport transport) {
    return byUfrag.putIfAbsent(ufrag, transport) == null;
  }

  void unregister(String ufrag, WebRtcTransport transport) {
    byUfrag.remove(ufrag, transport);
  }

  void forget(InetSocketAddress address, WebRtcTransport transport) {
    byAddress.remove(address, transport);
  }

  int boundAddresses() {
    return byAddress.size();
  }

  /** From any thread; false when the system refused it. */
  boolean send(ByteBuffer datagram, InetSocketAddress destination) {
    try {
      return channel.send(datagram, destination) > 0;
    } catch (IOException _) {
      return false;
    }
  }

  private void run() {
    Packet packet = new Packet();
    while (channel.isOpen()) {
      try {
        if (channel.receive(packet.toReceive()) instanceof InetSocketAddress source) {
          packet.received();
          dispatch(packet, source);
        }
      } catch (ClosedChannelException _) {
        return;
      } catch (IOException | RuntimeException e) {
        meters.dropped(Drop.INTERNAL);
        logOnce(e);
      }
    }
  }

  private void logOnce(Exception failure) {
    if (!failureLogged) {
      failureLogged = true;
      log.error("packet not handled, further failures are only counted", failure);
    }
  }

  /** RFC 7983 §7. */
  private void dispatch(Packet packet, InetSocketAddress source) {
    int first = packet.getLength() == 0 ? -1 : packet.at(0);
    if (first >= 0 && first <= 3) {
      stun(packet, source);
      return;
    }
    boolean dtls = first >= 20 && first <= 63;
    boolean srtp = first >= 128 && first <= 191;
    if (!dtls && !srtp) {
      meters.dropped(Drop.UNKNOWN_PROTOCOL);
      return;
    }
    WebRtcTransport transport = byAddress.get(source);
    if (transport == null) {
      meters.dropped(Drop.UNKNOWN_SOURCE);
    } else if (dtls) {
      transport.dtlsFromAccess(packet, source);
    } else {
      transport.srtpFromAccess(packet);
    }
  }

  private void stun(Packet packet, InetSocketAddress source) {
    Optional<StunRequest> parsed =
        StunRequest.parse(packet.getBuffer(), packet.getOffset(), packet.getLength());
    if (parsed.isEmpty()) {
      meters.dropped(Drop.STUN_INVALID);
      return;
    }
    StunRequest request = parsed.get();
    String ufrag = request.localUfrag().orElse("");
    Optional<WebRtcTransport> transport = Optional.ofNullable(byUfrag.get(ufrag));
    IceLite.Verdict verdict =
        transport
            .flatMap(known -> known.credentials(ufrag))
            .map(credentials -> IceLite.check(request, credentials, source))
            .orElseGet(() -> IceLite.unknownUser(request));
    if (transport.isPresent() && verdict instanceof IceLite.Verdict.Valid valid) {
      if (!bind(source, transport.get())) {
        meters.dropped(Drop.STUN_ADDRESS_TAKEN);
        return;
      }
      transport.get().checked(source, valid.nominated(), ufrag);
      send(ByteBuffer.wrap(valid.answer()), source); // what it answers for has happened
    } else {
      meters.dropped(Drop.STUN_REFUSED);
      send(ByteBuffer.wrap(verdict.answer()), source);
    }
  }

  /**
   * The sender address of UDP can be forged: whoever has a transport of his own must not be able to
   * take over the address of another that is alive.
   */
  private boolean bind(InetSocketAddress source, WebRtcTransport transport) {
    WebRtcTransport owner = byAddress.get(source);
    if (owner == transport) {
      return true;
    }
    if (owner != null && owner.consents(System.nanoTime())) {
      return false;
    }
    byAddress.put(source, transport);
    if (!transport.addressBound(source)) {
      forget(source, transport);
      return false;
    }
    return true;
  }

  @Override
  public void close() {
    try {
      channel.close();
      thread.join();
    } catch (IOException e) {
      log.warn("WebRTC port did not close cleanly", e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
