// SPDX-License-Identifier: Apache-2.0
package ringway.agw.kurento;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.kurento.client.CertificateKeyType;
import org.kurento.client.DtlsConnection;
import org.kurento.client.DtlsConnectionState;
import org.kurento.client.IceComponentState;
import org.kurento.client.IceConnection;
import org.kurento.client.MediaFlowState;
import org.kurento.client.MediaPipeline;
import org.kurento.client.MediaType;
import org.kurento.client.OfferOptions;
import org.kurento.client.WebRtcEndpoint;
import org.kurento.client.internal.server.KurentoServerException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.agw.engine.AccessLeg;
import ringway.iq.Codec;
import ringway.iq.Configure;
import ringway.iq.MediaFailure;
import ringway.iq.Reserved;

/**
 * A WebRtcEndpoint: one negotiation with one browser. It offers whoever calls, for its credentials
 * have to be known before the browser's are. Its events come one at a time.
 */
final class BrowserEndpoint {
  /** The only one that GStreamer's DTLS offers or takes. */
  private static final String SRTP_PROFILE = "SRTP_AES128_CM_HMAC_SHA1_80";

  private static final Logger log = LoggerFactory.getLogger(BrowserEndpoint.class);
  private static final int RTP_COMPONENT = 1;

  private final WebRtcEndpoint element;
  private final CertificateKeyType certificate;
  private final InOrder events;
  private final AccessLeg.Stream stream;
  private final Duration handshakeTime;
  private final CompletableFuture<Void> gathered = new CompletableFuture<>();
  private Optional<KmsSdp> offer = Optional.empty(); // set once, by open
  private Optional<Reserved.WebRtcLocal> local = Optional.empty(); // set once, by open
  private String remote = ""; // of the thread of events
  private volatile Thread handshakeLimit = Thread.ofVirtual().unstarted(() -> {});
  private volatile boolean connected;
  private volatile boolean consentLost;
  private volatile boolean flowing;
  private volatile String dtls = "waiting";
  private volatile boolean retired;

  private BrowserEndpoint(
      MediaPipeline pipeline,
      CertificateKeyType certificate,
      InOrder events,
      AccessLeg.Stream stream,
      Duration handshakeTime) {
    this.certificate = certificate;
    this.events = events;
    this.stream = stream;
    this.handshakeTime = handshakeTime;
    element = new WebRtcEndpoint.Builder(pipeline).withCertificateKeyType(certificate).build();
  }

  /**
   * Ready for a browser, with all candidates.
   *
   * @param certificate another than that of the endpoint before, for a browser does a handshake
   *     anew when the fingerprint is another, and Kurento has one certificate of each kind
   */
  static BrowserEndpoint open(
      MediaPipeline pipeline,
      CertificateKeyType certificate,
      InOrder events,
      AccessLeg.Stream stream,
      Duration handshakeTime,
      Duration patience) {
    BrowserEndpoint made =
        new BrowserEndpoint(pipeline, certificate, events, stream, handshakeTime);
    try {
      made.listen();
      made.offer(patience);
      return made;
    } catch (RuntimeException e) {
      made.retire();
      throw e;
    }
  }

  private void listen() {
    element.addIceGatheringDoneListener(_ -> gathered.complete(null));
    element.addNewCandidatePairSelectedListener(
        event -> events.add(() -> remote = address(event.getCandidatePair().getRemoteCandidate())));
    element.addIceComponentStateChangedListener(
        event -> {
          if (event.getComponentId() == RTP_COMPONENT) {
            events.add(() -> ice(event.getState()));
          }
        });
    element.addDtlsConnectionStateChangeListener(event -> events.add(() -> dtls(event.getState())));
    element.addMediaFlowInStateChangedListener(
        event -> flowing = event.getState() == MediaFlowState.FLOWING);
    element.addErrorListener(event -> events.add(() -> fail(event.getDescription())));
  }

  private void offer(Duration patience) {
    OfferOptions audio = new OfferOptions();
    audio.setOfferToReceiveAudio(true);
    audio.setOfferToReceiveVideo(false);
    offer = Optional.of(KmsSdp.of(element.generateOffer(audio)));
    element.gatherCandidates();
    try {
      gathered.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException _) {
      // A STUN server that is silent takes long; what there is by now may do.
      log.warn("kurento has not gathered all candidates in {}", patience);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e); // nobody completes it so
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new MediaFailure(MediaFailure.Kind.UNREACHABLE, "interrupted");
    }
    local = Optional.of(KmsSdp.of(element.getLocalSessionDescriptor()).webRtc());
  }

  Reserved.WebRtcLocal local() {
    return local.orElseThrow();
  }

  WebRtcEndpoint element() {
    return element;
  }

  /** What the endpoint that takes over from this one shall have. */
  CertificateKeyType otherCertificate() {
    return certificate == CertificateKeyType.RSA
        ? CertificateKeyType.ECDSA
        : CertificateKeyType.RSA;
  }

  void answer(Configure.WebRtcRemote browser, Codec codec) {
    element.processAnswer(offer.orElseThrow().answerOf(browser, codec));
  }

  // --- what Kurento tells, one at a time ---

  private void ice(IceComponentState state) {
    switch (state) {
      case CONNECTED, READY -> connected();
      case FAILED, DISCONNECTED -> consentLost = connected;
      case GATHERING, CONNECTING -> {}
    }
  }

  private void connected() {
    consentLost = false;
    if (retired || connected) {
      return;
    }
    connected = true;
    stream.iceConnected(remote.isEmpty() ? askedForRemote() : remote);
    if (dtls.equals("waiting")) {
      dtls = "handshake";
    }
    if (!dtls.equals("up")) {
      handshakeLimit = Thread.ofVirtual().name("kurento-handshake").start(this::limitHandshake);
    }
  }

  /** When the event that names it is late, or lost. */
  private String askedForRemote() {
    try {
      return element.getICECandidatePairs().stream()
          .map(pair -> address(pair.getRemoteCandidate()))
          .findFirst()
          .orElse("");
    } catch (MediaFailure | KurentoServerException e) {
      log.warn("kurento does not say where the browser is", e);
      return "";
    }
  }

  private void limitHandshake() {
    try {
      Thread.sleep(handshakeTime);
      events.add(
          () -> {
            if (dtls.equals("handshake")) {
              fail("no DTLS handshake in " + handshakeTime);
            }
          });
    } catch (InterruptedException _) {
      // it has come, or the call has ended
    }
  }

  private void dtls(DtlsConnectionState state) {
    if (retired || dtls.equals("failed")) {
      return;
    }
    switch (state) {
      case CONNECTED -> {
        // Told for each direction.
        if (!dtls.equals("up")) {
          dtls = "up";
          handshakeLimit.interrupt();
          stream.dtlsUp(SRTP_PROFILE);
        }
      }
      case FAILED -> fail("the DTLS handshake has failed");
      case CLOSED -> {
        if (dtls.equals("up")) {
          dtls = "closed";
          stream.dtlsClosed();
        }
      }
      case NEW, CONNECTING -> {}
    }
  }

  private void fail(String reason) {
    if (!retired && !dtls.equals("failed")) {
      dtls = "failed";
      handshakeLimit.interrupt();
      stream.failed("kurento: " + reason);
    }
  }

  /** Events are lost while there is no connection: asks for what may have happened. */
  void catchUp() {
    boolean ice =
        element.getIceConnectionState().stream()
            .map(IceConnection::getState)
            .anyMatch(
                state -> state == IceComponentState.CONNECTED || state == IceComponentState.READY);
    boolean secured =
        element.getDtlsConnectionState().stream()
            .map(DtlsConnection::getState)
            .anyMatch(DtlsConnectionState.CONNECTED::equals);
    if (ice) {
      events.add(this::connected);
    }
    if (secured) {
      events.add(() -> dtls(DtlsConnectionState.CONNECTED));
    }
  }

  String iceState() {
    return connected ? "connected" : "waiting";
  }

  String dtlsState() {
    return dtls;
  }

  boolean consentLost() {
    return consentLost;
  }

  /** Whether the browser sends, as Kurento has said. */
  boolean flowing() {
    return flowing;
  }

  /** Nothing comes of what it sends: says so, when Kurento still hears it. */
  void nothingComes(Duration forSoLong) {
    events.add(
        () -> {
          flowing = !retired && element.isMediaFlowingIn(MediaType.AUDIO);
          if (flowing) {
            fail("the browser sends, and nothing comes through for " + forSoLong);
          }
        });
  }

  /** Says no more; it is released with its pipeline, or by the one that takes over. */
  void retire() {
    retired = true;
    handshakeLimit.interrupt();
  }

  /** RFC 8839 §5.1, as {@code address:port}. */
  private static String address(String candidate) {
    String[] word = candidate.split(" ");
    return word.length > 5 ? word[4] + ":" + word[5] : "";
  }
}
