// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.mw;

import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPResponse;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.epcscf.sip.BadMessage;
import ringway.epcscf.sip.Framing;
import ringway.epcscf.sip.SipReject;
import ringway.epcscf.trace.Hop;
import ringway.epcscf.transaction.LinkDown;
import ringway.epcscf.transaction.SipLink;

/** Mw over UDP. */
final class UdpSocket implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(UdpSocket.class);
  private static final int KERNEL_BUFFER = 4 * 1024 * 1024;
  private static final int LARGEST = 65_535;

  /** Replaced when the watchdog finds it dead. */
  private volatile DatagramSocket socket;

  private final MwInbox inbox;
  private final String sentBy;
  private final SocketTrouble trouble;
  private final InetSocketAddress address;

  /** Nearly all there is to send goes to the one core, nearly all that comes is from it. */
  private volatile @Nullable Peer latest;

  /** Takes over a bound socket. */
  UdpSocket(DatagramSocket socket, MwInbox inbox, String sentBy, SocketTrouble trouble)
      throws IOException {
    this.socket = socket;
    this.inbox = inbox;
    this.sentBy = sentBy;
    this.trouble = trouble;
    this.address = (InetSocketAddress) socket.getLocalSocketAddress();
    begin(socket);
  }

  private void begin(DatagramSocket fresh) throws IOException {
    fresh.setReceiveBufferSize(KERNEL_BUFFER);
    fresh.setSendBufferSize(KERNEL_BUFFER);
    // A platform thread: a virtual one costs two more system calls and a wake-up for each datagram.
    Thread.ofPlatform().daemon().name("mw-udp").start(() -> read(fresh));
  }

  /** Closes the socket and binds its address anew. */
  void reopen() throws IOException {
    SocketAddress local = address;
    socket.close();
    DatagramSocket fresh = new DatagramSocket(local);
    socket = fresh;
    begin(fresh);
  }

  String sentBy() {
    return sentBy;
  }

  InetSocketAddress address() {
    return address;
  }

  Optional<String> problem() {
    return trouble.problem();
  }

  SipLink linkTo(InetSocketAddress address) {
    Peer known = latest;
    if (known != null && known.peer.equals(address)) {
      return known;
    }
    Peer other = new Peer(address);
    latest = other;
    return other;
  }

  private void read(DatagramSocket source) {
    byte[] buffer = new byte[LARGEST];
    while (!source.isClosed()) {
      DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
      try {
        source.receive(packet);
      } catch (IOException e) {
        if (!source.isClosed()) {
          trouble.failed(e);
        }
        continue;
      }
      trouble.worked();
      received(packet);
    }
  }

  private void received(DatagramPacket packet) {
    byte[] message =
        Arrays.copyOfRange(
            packet.getData(), packet.getOffset(), packet.getOffset() + packet.getLength());
    if (isKeepAlive(message)) {
      return;
    }
    InetSocketAddress source = (InetSocketAddress) packet.getSocketAddress();
    Optional<byte[]> refusal =
        inbox.admits(source)
            ? inbox.take(message, Framing.DATAGRAM, source, linkTo(source))
            : BadMessage.answer(message, SipReject.of(403, "Forbidden"));
    refusal.ifPresent(answer -> answer(answer, source));
  }

  private void answer(byte[] refusal, InetSocketAddress source) {
    try {
      write(refusal, source);
    } catch (LinkDown down) {
      log.debug("refusal not sent peer={} cause=\"{}\"", source, down.getMessage());
    }
  }

  /** Line breaks and zeros keep an address translation open and mean nothing. */
  private static boolean isKeepAlive(byte[] message) {
    for (byte b : message) {
      if (b != '\r' && b != '\n' && b != 0) {
        return false;
      }
    }
    return true;
  }

  private void write(byte[] message, InetSocketAddress to) {
    try {
      socket.send(new DatagramPacket(message, message.length, to));
    } catch (IOException | IllegalArgumentException e) {
      throw new LinkDown("UDP to " + to + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    socket.close();
  }

  /** An address; it neither opens nor closes. */
  private final class Peer implements SipLink {
    private final InetSocketAddress peer;
    private final String description;
    private final Hop hop;

    Peer(InetSocketAddress peer) {
      this.peer = peer;
      this.description = "udp " + peer.getHostString() + ":" + peer.getPort();
      this.hop = new Hop(false, viaTransport(), address, peer, description);
    }

    @Override
    public void send(SIPMessage message, byte[] wire) {
      InetSocketAddress to =
          message instanceof SIPResponse response
              ? Target.ofResponse(response.getTopmostVia(), Candidate.Transport.UDP)
              : peer;
      write(wire, to);
    }

    @Override
    public boolean reliable() {
      return false;
    }

    @Override
    public String viaTransport() {
      return "UDP";
    }

    @Override
    public String viaSentBy() {
      return sentBy;
    }

    @Override
    public String scope() {
      return CoreTransport.SCOPE;
    }

    @Override
    public Hop hop() {
      return hop;
    }

    @Override
    public String describe() {
      return description;
    }

    @Override
    public boolean open() {
      return !socket.isClosed();
    }
  }
}
