// SPDX-License-Identifier: Apache-2.0
package ringway.agw.dtls;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsFatalAlertReceived;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.agw.srtp.SrtpKeys;

/** One DTLS association from its handshake to its end. */
public final class DtlsAssociation implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(DtlsAssociation.class);
  private static final int READ_BUFFER = 2048;

  /** Called on the association's thread. */
  public interface Owner {
    void send(byte[] datagram);

    /** False ends the handshake with bad_certificate; true also while nothing is known yet. */
    boolean mayBe(byte[] certificate);

    /** The handshake is done; the certificate may still have to be verified. */
    void established(DtlsAssociation association, Established result);

    /** The handshake has failed; nothing follows. */
    void failed(DtlsAssociation association, String reason);

    /** The peer has ended an established association; nothing follows. */
    void closedByPeer(DtlsAssociation association);
  }

  /**
   * @param certificate the peer's, DER
   */
  public record Established(SrtpKeys keys, byte[] certificate, Duration took) {}

  private final Owner owner;
  private final DatagramQueue datagrams;
  private volatile boolean closed;

  private DtlsAssociation(Owner owner) {
    this.owner = owner;
    datagrams = new DatagramQueue(owner::send);
  }

  /** As client this sends the ClientHello, as server it waits for one. */
  public static DtlsAssociation start(
      String name, DtlsRole role, DtlsSettings settings, Owner owner) {
    DtlsAssociation association = new DtlsAssociation(owner);
    Thread.ofVirtual().name("dtls-" + name).start(() -> association.run(role, settings));
    return association;
  }

  /** A datagram from a checked address; false when the queue is full. */
  public boolean receive(byte[] buffer, int offset, int length) {
    return datagrams.offer(Arrays.copyOfRange(buffer, offset, offset + length));
  }

  /** Ends the association, with close_notify when it is established. */
  @Override
  public void close() {
    closed = true;
    datagrams.end();
  }

  private void run(DtlsRole role, DtlsSettings settings) {
    Handshake handshake = new Handshake(settings, owner::mayBe);
    long begun = System.nanoTime();
    RenegotiationWatch watch = new RenegotiationWatch();
    DTLSTransport transport;
    try {
      // No HelloVerifyRequest: Chromium's ClientHello is fragmented, which Bouncy Castle's
      // verifier never answers; the address has been proved by the connectivity check.
      transport =
          ScopedValue.where(WatchedCrypto.WATCH, watch)
              .call(
                  () ->
                      switch (role) {
                        case SERVER ->
                            new DTLSServerProtocol().accept(handshake.server(), datagrams);
                        case CLIENT ->
                            new DTLSClientProtocol().connect(handshake.client(), datagrams);
                      });
    } catch (IOException | RuntimeException e) {
      if (!closed) {
        log.debug("handshake failed", e);
        owner.failed(this, handshake.refusal().orElseGet(() -> describe(e)));
      }
      return;
    }
    Duration took = Duration.ofNanos(System.nanoTime() - begun);
    owner.established(this, handshake.result(took));
    watch.established();
    readToTheEnd(transport, watch);
  }

  /** The reading also repeats our last flight when the peer missed it, RFC 6347 §4.2.4. */
  private void readToTheEnd(DTLSTransport transport, RenegotiationWatch watch) {
    byte[] buffer = new byte[READ_BUFFER];
    try {
      while (!closed) {
        transport.receive(buffer, 0, buffer.length, 0, _ -> watch.answer(transport));
      }
    } catch (IOException e) {
      log.debug("association ended: {}", describe(e));
    }
    try {
      transport.close();
    } catch (IOException e) {
      log.debug("close_notify not sent: {}", describe(e));
    }
    if (!closed) {
      owner.closedByPeer(this);
    }
  }

  private static String describe(Exception e) {
    return switch (e) {
      case TlsFatalAlertReceived alert ->
          "the peer refused: " + AlertDescription.getName(alert.getAlertDescription());
      case TlsFatalAlert alert ->
          "handshake failed: " + AlertDescription.getName(alert.getAlertDescription());
      default -> "handshake failed: " + Optional.ofNullable(e.getMessage()).orElse(e.toString());
    };
  }
}
