// SPDX-License-Identifier: Apache-2.0
package ringway.agw.embedded;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import ringway.agw.dtls.DtlsAssociation;
import ringway.agw.dtls.DtlsRole;
import ringway.agw.dtls.DtlsSettings;
import ringway.agw.dtls.Fingerprints;
import ringway.agw.meter.Drop;
import ringway.agw.meter.MediaMeters;
import ringway.agw.rtp.Packet;
import ringway.agw.srtp.SrtpSession;
import ringway.iq.Configure;
import ringway.iq.Fingerprint;

/**
 * DTLS of one stream: whether there are keys and whether they are the right browser's.
 *
 * <p>A browser that answers our offer may send its ClientHello before its answer has reached us:
 * the handshake goes on, but the keys are held until the fingerprint is known (RFC 8842 §5.2).
 */
final class StreamSecurity implements DtlsAssociation.Owner {
  enum State {
    WAITING,
    HANDSHAKE,
    UP,
    FAILED,
    CLOSED;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What the stream wants to know; called without a lock held. */
  interface Listener {
    void sendDtls(byte[] datagram);

    void secured(String profile);

    void securityFailed(String reason);

    void closedByBrowser();
  }

  private static final int DTLS_HANDSHAKE = 22;
  private static final int DTLS_RECORD_HEADER = 13;
  private static final int CLIENT_HELLO = 1;

  private final String name;
  private final DtlsSettings settings;
  private final Semaphore places;
  private final MediaMeters meters;
  private final Listener listener;

  private Optional<Configure.WebRtcRemote> remote = Optional.empty(); // guarded by this
  private Optional<DtlsAssociation.Established> held = Optional.empty(); // guarded by this
  private boolean holdsPlace; // guarded by this
  private boolean closed; // guarded by this
  private volatile Optional<DtlsAssociation> association = Optional.empty(); // written under this
  private volatile Optional<SrtpSession> session = Optional.empty(); // written under this
  private volatile State state = State.WAITING; // written under this

  StreamSecurity(
      String name, DtlsSettings settings, Semaphore places, MediaMeters meters, Listener listener) {
    this.name = name;
    this.settings = settings;
    this.places = places;
    this.meters = meters;
    this.listener = listener;
  }

  State state() {
    return state;
  }

  /** Present once the keys are the right browser's. */
  Optional<SrtpSession> session() {
    return session;
  }

  /**
   * @param addressKnown whether a client has somewhere to send its hello
   */
  void configure(Configure.WebRtcRemote signalled, boolean addressKnown) {
    synchronized (this) {
      if (remote.filter(signalled::equals).isPresent()) {
        return;
      }
      boolean changed = remote.isPresent();
      remote = Optional.of(signalled);
      if (changed && !stillFits(signalled.fingerprints())) {
        reset(); // RFC 8842 §5.5: another certificate is another association.
      }
    }
    verify();
    if (addressKnown) {
      addressKnown();
    }
  }

  private boolean stillFits(List<Fingerprint> fingerprints) {
    return switch (state) {
      case WAITING -> true;
      case UP, HANDSHAKE ->
          held.isEmpty() || Fingerprints.fit(fingerprints, held.get().certificate());
      case FAILED, CLOSED -> false;
    };
  }

  private void reset() {
    association.ifPresent(DtlsAssociation::close);
    association = Optional.empty();
    session = Optional.empty();
    held = Optional.empty();
    state = State.WAITING;
    givePlaceBack();
  }

  /** The first valid check, or a later one: the active side starts as soon as it can. */
  void addressKnown() {
    if (state == State.WAITING && localRole() == DtlsRole.CLIENT) {
      start(DtlsRole.CLIENT);
    }
  }

  private synchronized DtlsRole localRole() {
    return remote
            .filter(signalled -> signalled.localRole() == Configure.DtlsRole.ACTIVE)
            .isPresent()
        ? DtlsRole.CLIENT
        : DtlsRole.SERVER;
  }

  /** A datagram from a checked address; a reason when it goes nowhere. */
  Optional<Drop> received(Packet packet) {
    if (state == State.WAITING) {
      if (localRole() == DtlsRole.SERVER && !isClientHello(packet)) {
        return Optional.of(Drop.DTLS_OVER);
      }
      if (!start(localRole())) {
        return Optional.of(Drop.DTLS_BUSY); // The peer repeats its hello.
      }
    }
    if (state == State.FAILED || state == State.CLOSED) {
      return Optional.of(Drop.DTLS_OVER);
    }
    Optional<DtlsAssociation> current = association;
    return current.isPresent()
            && current.get().receive(packet.getBuffer(), packet.getOffset(), packet.getLength())
        ? Optional.empty()
        : Optional.of(Drop.DTLS_BUSY);
  }

  private static boolean isClientHello(Packet packet) {
    return packet.getLength() > DTLS_RECORD_HEADER
        && packet.at(0) == DTLS_HANDSHAKE
        && packet.at(DTLS_RECORD_HEADER) == CLIENT_HELLO;
  }

  private synchronized boolean start(DtlsRole role) {
    if (closed || state != State.WAITING) {
      return !closed;
    }
    if (!places.tryAcquire()) {
      return false;
    }
    holdsPlace = true;
    state = State.HANDSHAKE;
    association = Optional.of(DtlsAssociation.start(name, role, settings, this));
    return true;
  }

  private synchronized boolean isCurrent(DtlsAssociation candidate) {
    return association.filter(current -> current == candidate).isPresent();
  }

  private synchronized void givePlaceBack() {
    if (holdsPlace) {
      holdsPlace = false;
      places.release();
    }
  }

  @Override
  public void send(byte[] datagram) {
    listener.sendDtls(datagram);
  }

  @Override
  public synchronized boolean mayBe(byte[] certificate) {
    return remote.isEmpty() || Fingerprints.fit(remote.get().fingerprints(), certificate);
  }

  @Override
  public void established(DtlsAssociation done, DtlsAssociation.Established result) {
    synchronized (this) {
      if (!isCurrent(done)) {
        return;
      }
      givePlaceBack();
      held = Optional.of(result);
    }
    meters.handshakeUp(result.took());
    verify();
  }

  /** Opens the media path once both the certificate and the fingerprint are there. */
  private void verify() {
    DtlsAssociation.Established result;
    boolean fits;
    synchronized (this) {
      if (state != State.HANDSHAKE || held.isEmpty() || remote.isEmpty()) {
        return;
      }
      result = held.get();
      fits = Fingerprints.fit(remote.get().fingerprints(), result.certificate());
      if (fits) {
        session = Optional.of(new SrtpSession(result.keys()));
        state = State.UP;
      } else {
        end(State.FAILED);
      }
    }
    if (fits) {
      listener.secured(result.keys().profile().name());
    } else {
      meters.handshakeFailed();
      listener.securityFailed("the certificate is unlike the signalled fingerprint");
    }
  }

  @Override
  public void failed(DtlsAssociation gone, String reason) {
    synchronized (this) {
      if (!isCurrent(gone)) {
        return;
      }
      end(State.FAILED);
    }
    meters.handshakeFailed();
    listener.securityFailed(reason);
  }

  @Override
  public void closedByPeer(DtlsAssociation gone) {
    synchronized (this) {
      if (!isCurrent(gone) || state == State.FAILED) {
        return;
      }
      end(State.CLOSED);
    }
    listener.closedByBrowser();
  }

  private void end(State last) {
    reset();
    state = last;
  }

  synchronized void close() {
    closed = true;
    end(State.CLOSED);
  }
}
