// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.media;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.epcscf.alg.AccessDescription;
import ringway.epcscf.alg.AccessPassage;
import ringway.epcscf.alg.CodecPolicy;
import ringway.epcscf.alg.CoreDescription;
import ringway.epcscf.alg.Interworking;
import ringway.epcscf.alg.Local;
import ringway.epcscf.alg.MalformedSdp;
import ringway.epcscf.alg.Narrowing;
import ringway.epcscf.alg.NotAcceptable;
import ringway.epcscf.alg.Sdp;
import ringway.epcscf.alg.Terms;
import ringway.epcscf.sip.SipReject;
import ringway.iq.Configure;
import ringway.iq.MediaFailure;
import ringway.iq.MediaGateway;
import ringway.iq.Released;
import ringway.iq.Reserve;
import ringway.iq.Reserved;
import ringway.iq.SendDtmf;
import ringway.iq.Side;

/**
 * The media of one call: takes a description from one side, gives the one for the other, and has
 * the media function ready for it. Resources are reserved with the first offer that can be served
 * and set with each answer, so an offer that comes to nothing changes nothing (RFC 3264 §8).
 *
 * <p>Every method may block while the media function answers and ends in a {@link SipReject} when
 * the description cannot be passed on.
 */
public final class MediaLeg {
  private static final Logger log = LoggerFactory.getLogger(MediaLeg.class);
  private static final Duration MEDIA_RETRY = Duration.ofSeconds(5);

  private static final Reserve.Stream AUDIO = new Reserve.Stream("0", "audio");
  private static final Reserve.Stream VIDEO = new Reserve.Stream("1", "video");

  private final MediaGateway gateway;
  private final String context;
  private final Interworking.Names names;
  private final CodecPolicy codecs;
  private final DtmfConfig.Info digitsByInfo;

  private Optional<Interworking> interworking = Optional.empty();
  private final Map<String, Configure> configured = new HashMap<>();
  private Optional<Terms> agreed = Optional.empty();
  private boolean browserHeard = true;
  private boolean browserHears = true;
  private AccessPassage passage = AccessPassage.WHOLE; // known once something is reserved
  private boolean asked;
  private boolean pictureAsked;
  private boolean released;
  private List<Released.Stream> carried = List.of();

  MediaLeg(
      MediaGateway gateway,
      String context,
      Interworking.Names names,
      CodecPolicy codecs,
      DtmfConfig.Info digitsByInfo) {
    this.digitsByInfo = digitsByInfo;
    this.gateway = gateway;
    this.context = context;
    this.names = names;
    this.codecs = codecs;
  }

  public String offerFromAccess(String sdp) {
    return passed(
        () -> {
          Sdp parsed = Sdp.parse(sdp);
          // Read before anything is reserved for it, which tells what passes of it.
          AccessDescription said =
              interworking
                  .map(state -> state.read(parsed))
                  .orElseGet(() -> AccessDescription.offer(parsed));
          return offer(
              said.hasVideo(),
              state -> {
                AccessDescription offer =
                    passage.equals(AccessPassage.WHOLE) ? said : state.read(passage.heard(parsed));
                return restarted(state, offer).offerFromAccess(offer);
              });
        });
  }

  public String offerFromCore(String sdp) {
    return passed(
        () -> {
          CoreDescription offer = CoreDescription.offer(Sdp.parse(sdp));
          return told(offer(offer.hasVideo(), state -> state.offerFromCore(offer)));
        });
  }

  public String answerFromAccess(String sdp) {
    return answer(
        sdp, (state, said) -> state.answerFromAccess(passage.heard(said)), gateway::configure);
  }

  public String answerFromCore(String sdp) {
    // The first answer need not wait: the browser sends nothing before it has that, and ICE and
    // DTLS, which the reservation serves already, are through.
    return told(
        answer(
            sdp,
            Interworking::answerFromCore,
            configured.isEmpty() ? gateway::configureAhead : gateway::configure));
  }

  /**
   * What the core is told before the browser is asked (RFC 3312 §5).
   *
   * @param asked what the browser is to be asked for then, as if the core had offered that
   */
  public record Ahead(String answer, String asked) {}

  /** Answers an offer of the core, the first or a later one, that the browser has not answered. */
  public Ahead answerAhead(String offer) {
    return passed(
        () -> {
          Sdp whole = Sdp.parse(offer);
          Interworking state = begun();
          Sdp narrowed = Narrowing.of(whole, state.codecs());
          Interworking.Offered answered = state.answerAhead(narrowed);
          interworking = Optional.of(answered.next());
          return new Ahead(answered.sdp().print(), narrowed.print());
        });
  }

  /** The browser's answer, where the core has had its own already. */
  public void answerBehind(String sdp) {
    answer(sdp, (state, said) -> state.answerBehind(passage.heard(said)), gateway::configure);
  }

  /**
   * The answer to an offer of the core that changes nothing for the browser; empty, and nothing
   * done, when it would.
   */
  public Optional<String> answerInPlace(String offer) {
    return inPlace(offer, false);
  }

  /**
   * The same while the browser's call is not answered: what changes for it, the answer will say.
   */
  public Optional<String> answerEarly(String offer) {
    return inPlace(offer, true);
  }

  private Optional<String> inPlace(String text, boolean mayChange) {
    return passed(
        () -> {
          Sdp sdp = Sdp.parse(text);
          return interworking
              .filter(state -> mayChange || !state.concernsAccess(sdp))
              .flatMap(state -> state.answerInPlace(sdp))
              .map(this::agree);
        });
  }

  /** The description that was sent to the core last. */
  public Optional<String> lastToCore() {
    return interworking.flatMap(Interworking::coreSent).map(Sdp::print);
  }

  /** The description that was sent to the browser last. */
  public Optional<String> lastToAccess() {
    return interworking.flatMap(Interworking::accessSent).map(Sdp::print).map(this::told);
  }

  /**
   * Narrows what may pass to less than was agreed, or lets it pass again (TS 23.334 §5.2).
   *
   * @param accessToCore whether the browser is heard
   * @param coreToAccess whether the browser hears
   */
  public void gate(boolean accessToCore, boolean coreToAccess) {
    if (browserHeard == accessToCore && browserHears == coreToAccess) {
      return;
    }
    browserHeard = accessToCore;
    browserHears = coreToAccess;
    try {
      agreed.ifPresent(terms -> configure(terms, gateway::configure));
    } catch (MediaFailure failure) {
      throw unavailable(failure);
    }
  }

  /** Whether digits the browser sends by INFO are to be played to the core as telephone-events. */
  public boolean playsDigits() {
    return digitsByInfo != DtmfConfig.Info.RELAY
        && agreed
            .filter(
                terms ->
                    terms.corePayloads().stream().anyMatch(payload -> payload.codec().isEvent()))
            .isPresent();
  }

  /** Plays digits to the core, in place of the speech (TS 23.334 §5.12). */
  public void playDigits(String digits, int durationMillis) {
    requireOpen();
    int duration = Math.clamp(durationMillis, SendDtmf.SHORTEST, SendDtmf.LONGEST);
    try {
      gateway.sendDtmf(new SendDtmf(context, AUDIO.id(), Side.CORE, digits, duration));
    } catch (MediaFailure failure) {
      throw unavailable(failure);
    }
  }

  /**
   * What has passed, side by side; empty before the release, or when the media function is away.
   */
  public List<Released.Stream> carried() {
    return carried;
  }

  /** Frees the media; any number of times. */
  public void release() {
    if (released) {
      return;
    }
    released = true;
    // The transactions of the call outlive it, and hold this.
    interworking = Optional.empty();
    agreed = Optional.empty();
    configured.clear();
    if (!asked) {
      return;
    }
    try {
      carried = gateway.release(context).streams();
    } catch (MediaFailure failure) {
      // The media function drops what it holds for a controller that is gone.
      log.warn("media not released context={} cause={}", context, failure.getMessage());
    }
  }

  private interface Step {
    Interworking.Agreed take(Interworking state, Sdp sdp);
  }

  private String offer(boolean picture, Function<Interworking, Interworking.Offered> step) {
    Interworking state = picture ? withPicture(begun()) : begun();
    interworking = Optional.of(state);
    Interworking.Offered offered = step.apply(state);
    interworking = Optional.of(offered.next());
    return offered.sdp().print();
  }

  private Interworking begun() {
    return interworking.orElseGet(this::begin);
  }

  /** What passes is known by the time something is told. */
  private String told(String toBrowser) {
    return passage.told(toBrowser);
  }

  private AccessPassage passage(Reserved reserved) {
    AccessPassage.Digits digits =
        switch (digitsByInfo) {
          case EVENT ->
              reserved.telephoneEvent()
                  ? AccessPassage.Digits.EVENTS
                  : AccessPassage.Digits.INFO_FOR_EVENTS;
          case ONLY -> AccessPassage.Digits.INFO_FOR_EVENTS;
          case RELAY ->
              reserved.telephoneEvent() ? AccessPassage.Digits.EVENTS : AccessPassage.Digits.INFO;
        };
    return new AccessPassage(digits, reserved.headerExtensions());
  }

  /** RFC 8839 §4.4.1.1.1: new credentials of the browser are answered by new ones of ours. */
  private Interworking restarted(Interworking state, AccessDescription offer) {
    return state.restartsIce(offer)
        ? state.withAccess(IqTerms.access(gateway.restartIce(context, AUDIO.id())))
        : state;
  }

  /**
   * The answer to an offer that says only where the browser is now: ICE is restarted, and neither
   * codecs nor directions change. Empty when the core has to be asked.
   */
  public Optional<String> answerToRestart(String text) {
    return passed(
        () -> {
          Sdp sdp = passage.heard(Sdp.parse(text));
          return interworking
              .flatMap(state -> toRestart(state, state.read(sdp)))
              .map(this::agree)
              .map(this::told);
        });
  }

  private Optional<Interworking.Agreed> toRestart(Interworking state, AccessDescription offer) {
    return state.restartsIce(offer) && state.answerWithoutCore(offer).isPresent()
        ? restarted(state, offer).answerWithoutCore(offer)
        : Optional.empty();
  }

  private String agree(Interworking.Agreed agreed) {
    return agree(agreed, gateway::configure);
  }

  private String agree(Interworking.Agreed agreed, Consumer<Configure> way) {
    configure(agreed.terms(), way);
    interworking = Optional.of(agreed.next());
    return agreed.sdp().print();
  }

  private String answer(String text, Step step, Consumer<Configure> way) {
    requireOpen();
    Interworking state =
        interworking.orElseThrow(
            () -> SipReject.badRequest("SDP: an answer came where no offer was made"));
    try {
      return agree(step.take(state, Sdp.parse(text)), way);
    } catch (MalformedSdp malformed) {
      // The offerer is not to blame: RFC 3261 §21.5.3.
      throw SipReject.of(502, "Bad Gateway").withWarning(malformed.getMessage());
    } catch (NotAcceptable refused) {
      throw notAcceptable(refused);
    } catch (MediaFailure failure) {
      throw unavailable(failure);
    }
  }

  /** What becomes of an offer, or its sender is told why nothing does. */
  private <T> T passed(Supplier<T> attempt) {
    requireOpen();
    try {
      return attempt.get();
    } catch (MalformedSdp malformed) {
      throw SipReject.badRequest(malformed.getMessage());
    } catch (NotAcceptable refused) {
      throw notAcceptable(refused);
    } catch (MediaFailure failure) {
      throw unavailable(failure);
    }
  }

  private void requireOpen() {
    if (released) {
      throw SipReject.of(481, "Call/Transaction Does Not Exist");
    }
  }

  private Interworking begin() {
    asked = true;
    Reserved reserved = gateway.reserve(new Reserve(context, List.of(AUDIO)));
    passage = passage(reserved);
    Local local = IqTerms.local(stream(AUDIO, reserved));
    return Interworking.begin(names, local, codecs.servedBy(reserved.codecs()));
  }

  private static Reserved.Stream stream(Reserve.Stream wanted, Reserved reserved) {
    return reserved.streams().stream()
        .filter(stream -> stream.id().equals(wanted.id()))
        .findFirst()
        .orElseThrow(
            () -> new MediaFailure(MediaFailure.Kind.INTERNAL, "the stream was not reserved"));
  }

  /** With ports for a picture, when it is to have any: a call without is better than none. */
  private Interworking withPicture(Interworking state) {
    if (pictureAsked || codecs.video() == CodecPolicy.Picture.REFUSE) {
      return state;
    }
    pictureAsked = true;
    try {
      Reserved both = gateway.reserve(new Reserve(context, List.of(AUDIO, VIDEO)));
      return state.withVideo(IqTerms.core(stream(VIDEO, both).rtp()));
    } catch (MediaFailure failure) {
      log.warn("no picture to be had context={} cause={}", context, failure.getMessage());
      return state;
    }
  }

  private void configure(Terms agreement, Consumer<Configure> way) {
    agreed = Optional.of(agreement);
    Terms terms = agreement.gated(browserHeard, browserHears);
    configure(IqTerms.audio(context, AUDIO.id(), terms), way);
    if (terms.video().isPresent()) {
      configure(IqTerms.video(context, VIDEO.id(), terms, terms.video().get()), way);
    } else if (configured.containsKey(VIDEO.id())) {
      configure(IqTerms.noVideo(context, VIDEO.id()), way);
    }
  }

  private void configure(Configure command, Consumer<Configure> way) {
    if (!command.equals(configured.get(command.stream()))) {
      way.accept(command);
      configured.put(command.stream(), command);
    }
  }

  private static SipReject notAcceptable(NotAcceptable refused) {
    return SipReject.of(488, "Not Acceptable Here").withWarning(refused.getMessage());
  }

  private SipReject unavailable(MediaFailure failure) {
    log.warn(
        "media function failed context={} kind={} cause={}",
        context,
        failure.kind(),
        failure.getMessage());
    return switch (failure.kind()) {
      case UNREACHABLE, NO_RESOURCES ->
          SipReject.of(503, "Service Unavailable")
              .withWarning("no media can be had now")
              .withRetryAfter(MEDIA_RETRY);
      case UNKNOWN_CONTEXT, BAD_COMMAND, INTERNAL ->
          SipReject.of(500, "Server Internal Error").withWarning("the media function failed");
    };
  }
}
