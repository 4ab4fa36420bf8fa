// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.alg;

import java.util.List;
import java.util.Optional;
import ringway.epcscf.alg.Agreement.Asked;
import ringway.epcscf.alg.Agreement.Met;
import ringway.epcscf.alg.NotAcceptable.Reason;

/**
 * The session descriptions of one call, between a WIC and the core. Immutable: each step gives the
 * state to go on with.
 *
 * <p>An offer changes nothing that was agreed; its answer does. So an offer that is refused on the
 * far side needs no undoing: the next one starts from what was agreed before. An answer may come
 * again, changed when the core forks, until the next offer.
 */
public final class Interworking {
  /**
   * What must be unlike that of any other call.
   *
   * @param accessOrigin session id towards the browser
   * @param coreOrigin session id towards the core
   * @param tlsId name of our DTLS association, 20 to 255 characters (RFC 8842 §4)
   */
  public record Names(long accessOrigin, long coreOrigin, String tlsId) {}

  /** A description to pass on. */
  public record Offered(Interworking next, Sdp sdp) {}

  /** A description to pass on, and what is now agreed. */
  public record Agreed(Interworking next, Sdp sdp, Terms terms) {}

  /** What stays for the life of the call. */
  private record Fixed(Names names, Local local, CodecPolicy codecs) {}

  private final Fixed fixed;
  private final Agreement agreed;
  private final Exchange exchange;
  private final Optional<Sdp> accessSent;
  private final Optional<Sdp> coreSent;

  private Interworking(
      Fixed fixed,
      Agreement agreed,
      Exchange exchange,
      Optional<Sdp> accessSent,
      Optional<Sdp> coreSent) {
    this.fixed = fixed;
    this.agreed = agreed;
    this.exchange = exchange;
    this.accessSent = accessSent;
    this.coreSent = coreSent;
  }

  public static Interworking begin(Names names, Local local, CodecPolicy codecs) {
    return new Interworking(
        new Fixed(names, local, codecs),
        new Agreement(AccessSide.fresh(codecs.rtcpMux()), CoreSide.fresh(), Optional.empty()),
        new Exchange.None(),
        Optional.empty(),
        Optional.empty());
  }

  public Offered offerFromAccess(Sdp sdp) {
    return offerFromAccess(read(sdp));
  }

  /** What a browser offers in this call. */
  public AccessDescription read(Sdp offer) {
    return AccessDescription.offer(offer, agreed.access().mids());
  }

  public Offered offerFromAccess(AccessDescription wish) {
    AccessDescription offer = wish.settled(fixed.codecs().rtcpMux(), fixed.local().access());
    Audio onwards = offer.audio().wishing(towardsCore(offer.audio()));
    Optional<Video> picture = picture(offer.video());
    CoreSide core = picture.isPresent() ? agreed.core().withVideo() : agreed.core();
    Sdp onward =
        Sdp.stamped(
            coreSent,
            core.describe(
                fixed.names().coreOrigin(),
                fixed.local(),
                onwards.numbered(core.book().covering(onwards, PayloadBook.EMPTY)),
                picture.map(
                    shown -> shown.onward(core.videoBook().covering(shown, PayloadBook.EMPTY)))));
    Agreement base = new Agreement(agreed.access(), core, agreed.met());
    return new Offered(
        new Interworking(
            fixed,
            agreed,
            new Exchange.ByAccess(offer, base, Optional.empty()),
            accessSent,
            Optional.of(onward)),
        onward);
  }

  public Agreed answerFromCore(Sdp sdp) {
    return exchange instanceof Exchange.ByAccess open ? answer(open, sdp) : repeated(accessSent);
  }

  private Agreed answer(Exchange.ByAccess open, Sdp sdp) {
    return answer(open, told(open, sdp), Optional.of(Asked.of(open.offer())));
  }

  private CoreDescription told(Exchange.ByAccess open, Sdp sdp) {
    CoreSide core = open.base().core();
    CoreDescription answer = CoreDescription.answer(sdp, core.lines(), core.index(), core.video());
    answer.requireFamilyOf(fixed.local().core());
    return answer;
  }

  private Agreed answer(Exchange.ByAccess open, CoreDescription answer, Optional<Asked> asked) {
    AccessDescription offer = open.offer();
    List<Codec> onwards = towardsCore(offer.audio());
    CodecMatch match =
        CodecMatch.of(
            offer.audio().preferred(fixed.codecs().access()), onwards, answer.audio().codecs());
    // TS 24.371 §7: the browser gets one answer. A later fork changes it only when it must.
    List<Codec> codecs =
        open.answered().filter(match.offerer()::containsAll).orElse(match.offerer());
    Direction direction = answer.audio().direction().within(offer.audio().direction().reversed());
    DtlsRole role = offer.setup().roleForOffer(open.base().access().role());
    Optional<VideoMatch> picture = met(offer.video(), answer.video());
    AccessSide followed = open.base().access().following(offer, role);
    AccessSide access = picture.isPresent() ? followed : followed.withoutVideo();
    Sdp onward =
        Sdp.stamped(
            accessSent,
            access.answer(
                own(
                    role == DtlsRole.ACTIVE ? "active" : "passive",
                    offer.tlsId() ? Optional.of(fixed.names().tlsId()) : Optional.empty()),
                match
                    .onward(offer.audio(), answer.audio(), codecs, access.book())
                    .withDirection(direction),
                picture.map(VideoMatch::onward)));
    Terms terms =
        new Terms(
            offer.peer(),
            role,
            answer.peer(),
            direction.receives(),
            direction.sends(),
            offer.audio().payloads(match.offerer()),
            answer.audio().payloads(match.answerer()),
            match.level(offer.audio(), answer.audio()),
            picture.map(met -> VideoTerms.byAccess(met, answer.video().orElseThrow().peer())));
    CoreSide core = open.base().core().answered(offer.audio().wishing(onwards), answer.audio());
    Agreement next =
        new Agreement(
            access,
            picture
                .map(met -> core.answered(met, offer.video().orElseThrow().video()))
                .orElse(core),
            Optional.of(new Met(terms, answer, codecs, asked)));
    Exchange answered = new Exchange.ByAccess(offer, open.base(), Optional.of(codecs));
    return new Agreed(
        new Interworking(fixed, next, answered, Optional.of(onward), coreSent), onward, terms);
  }

  public Offered offerFromCore(Sdp sdp) {
    return offerFromCore(CoreDescription.offer(sdp));
  }

  public Offered offerFromCore(CoreDescription offer) {
    offer.requireFamilyOf(fixed.local().core());
    Audio onwards = offer.audio().wishing(towardsAccess(offer.audio()));
    // A browser that groups nothing has no transport for a picture.
    Optional<Video> picture =
        agreed.access().bundle().isEmpty() ? Optional.empty() : picture(offer.video());
    AccessSide access = picture.isPresent() ? agreed.access().withVideo() : agreed.access();
    access.requirePortsOf(fixed.local().access());
    PayloadBook book = access.covering(onwards);
    Sdp onward =
        Sdp.stamped(
            accessSent,
            access.offer(
                // RFC 8842 §5.2, §5.5: always, in later offers too.
                own("actpass", Optional.of(fixed.names().tlsId())),
                onwards.numbered(book),
                picture.map(shown -> shown.onward(access.videoBook().covering(shown, book)))));
    Agreement base = new Agreement(access, agreed.core(), agreed.met());
    Exchange open = new Exchange.ByCore(offer, base, Optional.empty());
    return new Offered(
        new Interworking(fixed, agreed, open, Optional.of(onward), coreSent), onward);
  }

  public Agreed answerFromAccess(Sdp sdp) {
    return exchange instanceof Exchange.ByCore open ? answer(open, sdp) : repeated(coreSent);
  }

  private Agreed answer(Exchange.ByCore open, Sdp sdp) {
    AccessSide access = open.base().access();
    return answer(
        open, AccessDescription.answer(sdp, access.lines(), access.index(), access.video()));
  }

  private Agreed answer(Exchange.ByCore open, AccessDescription said) {
    AccessDescription answer = said.heldTo(open.base().access());
    CoreDescription offer = open.offer();
    List<Codec> onwards = towardsAccess(offer.audio());
    CodecMatch match =
        CodecMatch.of(
            offer.audio().preferred(fixed.codecs().core()), onwards, answer.audio().codecs());
    Direction direction = answer.audio().direction().within(offer.audio().direction().reversed());
    DtlsRole role = answer.setup().roleForAnswer();
    Optional<VideoMatch> picture = met(offer.video(), answer.video());
    CoreSide core = open.base().core().following(offer);
    Sdp onward =
        Sdp.stamped(
            coreSent,
            core.describe(
                fixed.names().coreOrigin(),
                fixed.local(),
                match
                    .onward(offer.audio(), answer.audio(), match.offerer(), core.book())
                    .withDirection(direction),
                picture.map(VideoMatch::onward)));
    Terms terms =
        new Terms(
            answer.peer(),
            role,
            offer.peer(),
            direction.sends(),
            direction.receives(),
            answer.audio().payloads(match.answerer()),
            offer.audio().payloads(match.offerer()),
            match.level(answer.audio(), offer.audio()),
            picture.map(met -> VideoTerms.byCore(met, offer.video().orElseThrow().peer())));
    AccessSide access = open.base().access().answered(offer.audio().wishing(onwards), answer, role);
    Agreement next =
        new Agreement(
            picture
                .map(met -> access.answered(met, offer.video().orElseThrow().video()))
                .orElseGet(access::withoutVideo),
            core,
            Optional.of(new Met(terms, offer, match.answerer(), Optional.empty())));
    Exchange answered = new Exchange.ByCore(offer, open.base(), Optional.of(answer));
    return new Agreed(
        new Interworking(fixed, next, answered, accessSent, Optional.of(onward)), onward, terms);
  }

  /**
   * Answers an offer of the core before the browser is asked.
   *
   * @param narrowed to what the browser will be asked for in the end
   */
  public Offered answerAhead(Sdp narrowed) {
    CoreDescription offer = CoreDescription.offer(narrowed);
    offer.requireFamilyOf(fixed.local().core());
    Agreement base = exchange instanceof Exchange.ByCore asked ? asked.base() : agreed;
    Sdp onward =
        Sdp.stamped(
            coreSent,
            base.core()
                .following(offer)
                .describe(
                    fixed.names().coreOrigin(),
                    fixed.local(),
                    offer.audio().withDirection(offer.audio().direction().reversed()),
                    Optional.empty()));
    Exchange open =
        exchange instanceof Exchange.ByCore
            ? new Exchange.ByCore(offer, base, Optional.empty())
            : exchange;
    return new Offered(
        new Interworking(fixed, agreed, open, accessSent, Optional.of(onward)), onward);
  }

  /** The browser's answer, of which the core has been told ahead. */
  public Agreed answerBehind(Sdp sdp) {
    Agreed met = answerFromAccess(sdp);
    Interworking next = met.next();
    return new Agreed(
        new Interworking(fixed, next.agreed, next.exchange, next.accessSent, coreSent),
        met.sdp(),
        met.terms());
  }

  /**
   * Answers a later offer of the core with what the browser has said already; empty while it has
   * said nothing.
   */
  public Optional<Agreed> answerInPlace(Sdp sdp) {
    return switch (exchange) {
      case Exchange.None _ -> Optional.empty();
      case Exchange.ByAccess open -> Optional.of(answerInPlace(open, sdp));
      case Exchange.ByCore open -> open.answered().map(said -> answerInPlace(said, sdp));
    };
  }

  /** Whether the browser has to hear of a later offer of the core. */
  public boolean concernsAccess(Sdp sdp) {
    if (exchange instanceof Exchange.None) {
      return true;
    }
    CoreDescription now = CoreDescription.offer(sdp);
    boolean pictured = agreed.met().flatMap(met -> met.terms().video()).isPresent();
    if (now.hasVideo() != pictured) {
      return true;
    }
    return switch (exchange) {
      case Exchange.None _ -> true;
      case Exchange.ByAccess open -> !accessSent.equals(Optional.of(answer(open, sdp).sdp()));
      case Exchange.ByCore open -> {
        CoreDescription before = open.offer();
        yield now.audio().direction() != before.audio().direction()
            || !now.audio().codecs().containsAll(before.audio().codecs())
            || !now.video()
                .map(stream -> stream.video().likeness())
                .equals(before.video().map(stream -> stream.video().likeness()));
      }
    };
  }

  private Agreed answerInPlace(AccessDescription said, Sdp sdp) {
    Interworking offered = offerFromCore(sdp).next();
    Agreed answered = offered.answer((Exchange.ByCore) offered.exchange, said);
    Interworking next = answered.next();
    return new Agreed(
        new Interworking(fixed, next.agreed, next.exchange, accessSent, next.coreSent),
        answered.sdp(),
        answered.terms());
  }

  /**
   * The core's offer is one more answer to the browser's, and its own answer the browser's offer.
   */
  private Agreed answerInPlace(Exchange.ByAccess open, Sdp sdp) {
    Agreed moved = answer(open, sdp);
    CoreSide core = moved.next().agreed.core();
    Audio browser = open.offer().audio();
    CoreDescription told = told(open, sdp);
    Audio offered = told.audio();
    CodecMatch match =
        CodecMatch.of(
            browser.preferred(fixed.codecs().access()), towardsCore(browser), offered.codecs());
    Sdp onward =
        Sdp.stamped(
            coreSent,
            core.describe(
                fixed.names().coreOrigin(),
                fixed.local(),
                match
                    .onward(offered, browser, match.shared(), core.book())
                    .withDirection(browser.direction().within(offered.direction().reversed())),
                met(told.video(), open.offer().video()).map(VideoMatch::onward)));
    Interworking next = moved.next();
    return new Agreed(
        new Interworking(fixed, next.agreed, next.exchange, next.accessSent, Optional.of(onward)),
        onward,
        moved.terms());
  }

  /** An answer to an exchange that a later one has overtaken: it changes nothing any more. */
  private Agreed repeated(Optional<Sdp> sent) {
    if (sent.isEmpty() || agreed.met().isEmpty()) {
      throw new NotAcceptable(Reason.ANSWER_UNLIKE_OFFER, "an answer without an offer");
    }
    return new Agreed(this, sent.get(), agreed.met().get().terms());
  }

  /** Whether the browser starts ICE anew with this offer (RFC 8839 §4.4.1.1.1). */
  public boolean restartsIce(AccessDescription offer) {
    return agreed
        .met()
        .map(met -> met.terms().access().ufrag())
        .filter(ufrag -> !ufrag.equals(offer.ufrag()))
        .isPresent();
  }

  /** The same with other addresses and credentials towards the browser. */
  public Interworking withAccess(Local.Access renewed) {
    return with(new Local(renewed, fixed.local().core(), fixed.local().video()));
  }

  /** The same with ports for a picture towards the core. */
  public Interworking withVideo(Local.Core ports) {
    return with(new Local(fixed.local().access(), fixed.local().core(), Optional.of(ports)));
  }

  private Interworking with(Local local) {
    return new Interworking(
        new Fixed(fixed.names(), local, fixed.codecs()), agreed, exchange, accessSent, coreSent);
  }

  /**
   * The answer to an offer of the browser that is news to the media function alone: it comes from
   * another place or page, and codecs and directions stay. The core need not be asked.
   */
  public Optional<Agreed> answerWithoutCore(AccessDescription wish) {
    if (agreed.met().isEmpty()) {
      return Optional.empty();
    }
    AccessDescription offer = wish.settled(fixed.codecs().rtcpMux(), fixed.local().access());
    Met met = agreed.met().get();
    Asked wanted = Asked.of(offer);
    if (!offer.audio().codecs().containsAll(met.codecs())
        || met.terms().video().isPresent() != offer.hasVideo()
        || met.asked().filter(before -> !before.equals(wanted)).isPresent()) {
      return Optional.empty();
    }
    Agreed same =
        answer(
            new Exchange.ByAccess(offer, agreed, Optional.of(met.codecs())),
            met.told(),
            met.asked());
    return same.terms().flowsAs(met.terms()) ? Optional.of(same) : Optional.empty();
  }

  /** What the media function can serve of the settings. */
  public CodecPolicy codecs() {
    return fixed.codecs();
  }

  /** What was sent to the core last. */
  public Optional<Sdp> coreSent() {
    return coreSent;
  }

  /** What was sent to the browser last. */
  public Optional<Sdp> accessSent() {
    return accessSent;
  }

  private List<Codec> towardsCore(Audio offer) {
    return CodecMatch.towardsCore(offer.codecs(), fixed.codecs());
  }

  private List<Codec> towardsAccess(Audio offer) {
    return CodecMatch.towardsAccess(offer.codecs(), fixed.codecs());
  }

  /** The picture, where there are ports for one. */
  private Optional<Video> picture(Optional<VideoStream> stream) {
    return fixed.local().video().flatMap(_ -> stream).map(VideoStream::video);
  }

  private Optional<VideoMatch> met(Optional<VideoStream> offered, Optional<VideoStream> answered) {
    return picture(offered)
        .flatMap(offer -> picture(answered).flatMap(answer -> VideoMatch.of(offer, answer)));
  }

  private AccessSide.Own own(String setup, Optional<String> tlsId) {
    return new AccessSide.Own(fixed.names().accessOrigin(), fixed.local().access(), setup, tlsId);
  }
}
