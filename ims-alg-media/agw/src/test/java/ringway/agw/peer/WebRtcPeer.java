// SPDX-License-Identifier: Apache-2.0
package ringway.agw.peer;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.bouncycastle.tls.DTLSTransport;

/** The media side of one browser with one transport. */
public final class WebRtcPeer implements AutoCloseable {
  /** The numbers of RFC 5764 and RFC 7714. */
  public static final int AES128_CM_SHA1_80 = PeerSrtp.CM_SHA1_80;

  public static final int AEAD_AES_128_GCM = PeerSrtp.GCM_128;

  private static final Integer ROLE_CONFLICT = 487; // RFC 8445 §7.3.1.1
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration CHECK_REPEAT = Duration.ofMillis(100);

  private final PeerIdentity identity;
  private final List<Integer> profiles;
  private final DatagramSocket socket;
  private volatile boolean answersChecks;
  private volatile String ufrag = random(4);
  private volatile String pwd = random(12);
  private final Map<String, CompletableFuture<byte[]>> checks = new ConcurrentHashMap<>();
  private final BlockingQueue<byte[]> rtp = new LinkedBlockingQueue<>();
  private final BlockingQueue<byte[]> rtcp = new LinkedBlockingQueue<>();
  private final CompletableFuture<Void> closedByRemote = new CompletableFuture<>();
  private final Set<Integer> lost = ConcurrentHashMap.newKeySet();
  private volatile Optional<Socket> tcp = Optional.empty();
  private volatile InetSocketAddress remote = new InetSocketAddress(0);
  private volatile String remoteUfrag = "";
  private volatile String remotePwd = "";
  private volatile Optional<PeerSrtp> srtp = Optional.empty();
  private volatile Optional<DTLSTransport> transport = Optional.empty();
  private volatile PeerRecords records = new PeerRecords(this::sendRaw);
  private volatile BlockingQueue<Integer> alerts = new LinkedBlockingQueue<>();
  private volatile int profile;
  private int component = 1; // of ICE

  private WebRtcPeer(PeerIdentity identity, List<Integer> profiles) {
    this.identity = identity;
    this.profiles = profiles;
    try {
      socket = new DatagramSocket(); // of both address families
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().name("peer").start(this::receive);
  }

  /** ECDSA P-256 and both SRTP profiles, the older first as Chromium has it. */
  public static WebRtcPeer create() {
    return create(AES128_CM_SHA1_80, AEAD_AES_128_GCM);
  }

  /**
   * @param profiles the SRTP profiles offered, or accepted as server
   */
  public static WebRtcPeer create(Integer... profiles) {
    return new WebRtcPeer(PeerIdentity.ecdsa(), List.of(profiles));
  }

  public static WebRtcPeer withRsaCertificate() {
    return new WebRtcPeer(PeerIdentity.rsa(), List.of(AES128_CM_SHA1_80));
  }

  /** The same browser's second component, which has handshake and keys of its own. */
  public WebRtcPeer second(boolean sameCertificate) {
    WebRtcPeer rtcp = new WebRtcPeer(sameCertificate ? identity : PeerIdentity.ecdsa(), profiles);
    rtcp.ufrag = ufrag;
    rtcp.pwd = pwd;
    rtcp.component = 2;
    return rtcp;
  }

  private static String random(int bytes) {
    byte[] value = new byte[bytes];
    new SecureRandom().nextBytes(value);
    return HexFormat.of().formatHex(value);
  }

  /** SHA-256, as in {@code a=fingerprint}. */
  public String localFingerprint() {
    return PeerIdentity.fingerprint(identity.certificate());
  }

  /** ICE begins anew; the address and the DTLS association stay. */
  public void restartIce() {
    ufrag = random(4);
    pwd = random(12);
  }

  public String ufrag() {
    return ufrag;
  }

  public String pwd() {
    return pwd;
  }

  public InetSocketAddress localAddress() {
    return (InetSocketAddress) socket.getLocalSocketAddress();
  }

  /** The number of the profile the handshake agreed upon. */
  public int srtpProfile() {
    return profile;
  }

  /** Nominates the pair, does the handshake, and returns when media can flow. */
  public void connect(
      InetSocketAddress remoteAddress,
      String toUfrag,
      String toPwd,
      String remoteFingerprint,
      boolean dtlsClient) {
    ice(remoteAddress, toUfrag, toPwd, true);
    handshake(remoteFingerprint, dtlsClient);
  }

  /** Where to send, before any check. */
  public void aims(InetSocketAddress remoteAddress) {
    remote = remoteAddress;
  }

  /** Has one TCP connection in place of its UDP socket (RFC 6544, RFC 4571). */
  public void connectTcp(InetSocketAddress door) {
    try {
      Socket connection = new Socket(door.getAddress(), door.getPort());
      connection.setTcpNoDelay(true);
      tcp.ifPresent(WebRtcPeer::closeQuietly);
      tcp = Optional.of(connection);
      Thread.ofVirtual().name("peer-tcp").start(() -> receive(connection));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The connection, to do with it what a browser would not. */
  public Socket tcp() {
    return tcp.orElseThrow();
  }

  private void receive(Socket connection) {
    try (DataInputStream in = new DataInputStream(connection.getInputStream())) {
      while (true) {
        byte[] packet = new byte[in.readUnsignedShort()];
        in.readFully(packet);
        dispatch(packet);
      }
    } catch (IOException _) {
      // closed by either side
    }
  }

  private static void closeQuietly(Socket connection) {
    try {
      connection.close();
    } catch (IOException _) {
      // gone already
    }
  }

  private static void sendFrame(Socket connection, byte[] datagram) throws IOException {
    byte[] frame =
        ByteBuffer.allocate(2 + datagram.length)
            .putShort((short) datagram.length)
            .put(datagram)
            .array();
    synchronized (connection) {
      connection.getOutputStream().write(frame);
    }
  }

  /** A connectivity check until it succeeds. */
  public void ice(InetSocketAddress remoteAddress, String toUfrag, String toPwd, boolean nominate) {
    remote = remoteAddress;
    remoteUfrag = toUfrag;
    remotePwd = toPwd;
    byte[] answer = check(nominate);
    if (answersChecks && PeerStun.error(answer).filter(ROLE_CONFLICT::equals).isPresent()) {
      answer = ask(PeerStun.controlledCheck(ufrag, toUfrag).integrity(toPwd).withFingerprint());
    }
    if (PeerStun.type(answer) != PeerStun.BINDING_SUCCESS
        || !PeerStun.integrityFits(answer, toPwd)) {
      throw new IllegalStateException("check refused: " + PeerStun.error(answer));
    }
  }

  /** One check with the known credentials, also for consent; the answer. */
  public byte[] check(boolean nominate) {
    PeerStun check = PeerStun.check(ufrag, remoteUfrag, nominate, component);
    return ask(check.integrity(remotePwd).withFingerprint());
  }

  /** Sends a request, repeats it when it is lost, and returns the answer. */
  public byte[] ask(byte[] request) {
    CompletableFuture<byte[]> answer = new CompletableFuture<>();
    checks.put(PeerStun.transaction(request), answer);
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() - end < 0) {
      sendRaw(request);
      try {
        return answer.get(CHECK_REPEAT.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException _) {
        // sent again
      } catch (InterruptedException | ExecutionException e) {
        throw new IllegalStateException(e);
      }
    }
    throw new IllegalStateException("no answer to a STUN request");
  }

  /** DTLS over the checked pair. */
  public void handshake(String remoteFingerprint, boolean client) {
    PeerDtls handshake = new PeerDtls(identity, remoteFingerprint, profiles);
    alerts = handshake.alerts();
    if (transport.isPresent() || records.ended()) { // else what has come is for this handshake
      records.close();
      records = new PeerRecords(this::sendRaw);
    }
    try {
      DTLSTransport done = client ? handshake.connect(records) : handshake.accept(records);
      transport = Optional.of(done);
      profile = handshake.profile();
      srtp = Optional.of(new PeerSrtp(profile, handshake.material(), client));
      Thread.ofVirtual().name("peer-dtls").start(() -> readToTheEnd(done));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Begins another handshake in the association; level and code of the alert that answers. */
  public Optional<Integer> renegotiates(byte[] message, Duration limit) {
    PeerDtls.renegotiate(transport.orElseThrow(), message);
    return await(alerts, limit);
  }

  private void readToTheEnd(DTLSTransport open) {
    byte[] buffer = new byte[2048];
    try {
      while (!socket.isClosed()) {
        open.receive(buffer, 0, buffer.length, 0);
      }
    } catch (IOException _) {
      // ended by either side
    }
    closedByRemote.complete(null);
  }

  /** Protects and sends a whole RTP or RTCP packet. */
  public void sendRtp(byte[] packet) {
    sendRaw(protect(packet));
  }

  /** The datagram {@link #sendRtp} would send. */
  public byte[] protect(byte[] packet) {
    return srtp.orElseThrow().protect(packet);
  }

  public void sendRaw(byte[] datagram) {
    Optional<Socket> connection = tcp;
    try {
      if (connection.isPresent()) {
        sendFrame(connection.get(), datagram);
        return;
      }
      socket.send(new DatagramPacket(datagram, datagram.length, remote));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The next authentic RTP packet; empty when none comes in time. */
  public Optional<byte[]> awaitRtp(Duration limit) {
    return await(rtp, limit);
  }

  public Optional<byte[]> awaitRtcp(Duration limit) {
    return await(rtcp, limit);
  }

  private static <T> Optional<T> await(BlockingQueue<T> queue, Duration limit) {
    try {
      return Optional.ofNullable(queue.poll(limit.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whether the other side ends the DTLS association in time. */
  public boolean awaitRemoteClose(Duration limit) {
    try {
      closedByRemote.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException _) {
      return false;
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Ends the DTLS association in order, as a closing page does. */
  public void closeDtls() {
    try {
      transport.orElseThrow().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void receive() {
    byte[] buffer = new byte[2048];
    DatagramPacket in = new DatagramPacket(buffer, buffer.length);
    while (!socket.isClosed()) {
      try {
        in.setLength(buffer.length);
        socket.receive(in);
      } catch (IOException _) {
        records.close();
        return;
      }
      byte[] datagram = Arrays.copyOf(buffer, in.getLength());
      if (answersChecks && isCheck(datagram)) {
        answer(datagram, (InetSocketAddress) in.getSocketAddress());
      } else {
        dispatch(datagram);
      }
    }
  }

  /** From now on; a full agent at the other end has checks of its own. */
  public void answerChecks() {
    answersChecks = true;
  }

  private boolean isCheck(byte[] datagram) {
    return datagram.length >= 20
        && PeerStun.type(datagram) == PeerStun.BINDING_REQUEST
        && PeerStun.integrityFits(datagram, pwd);
  }

  private void answer(byte[] check, InetSocketAddress from) {
    byte[] answer = PeerStun.success(check, from, pwd);
    try {
      socket.send(new DatagramPacket(answer, answer.length, from));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The network loses the next packet of this number on the way here. */
  public void loses(int sequence) {
    lost.add(sequence);
  }

  private boolean isLost(byte[] datagram) {
    return lost.remove((datagram[2] & 0xff) << 8 | datagram[3] & 0xff);
  }

  private void dispatch(byte[] datagram) {
    int first = datagram[0] & 0xff;
    if (first <= 3) {
      Optional.ofNullable(checks.remove(PeerStun.transaction(datagram)))
          .ifPresent(waiting -> waiting.complete(datagram));
    } else if (first >= 20 && first <= 63) {
      records.arrived(datagram);
    } else {
      int type = datagram[1] & 0xff;
      if ((type < 192 || type > 223) && isLost(datagram)) {
        return;
      }
      srtp.flatMap(keys -> keys.unprotect(datagram))
          .ifPresent(clear -> (type >= 192 && type <= 223 ? rtcp : rtp).add(clear));
    }
  }

  @Override
  public void close() {
    tcp.ifPresent(WebRtcPeer::closeQuietly);
    socket.close();
  }
}
