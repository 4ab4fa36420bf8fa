// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.alg;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
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

  /**
   * What both sides hold to.
   *
   * @param met empty before the first answer
   */
  private record Agreement(AccessSide access, CoreSide core, Optional<Met> met) {}

  /**
   * What the last offer and answer came to.
   *
   * @param told the core's description
   * @param asked the direction the browser has asked the core for; empty when the core offered
   */
  private record Met(
      Terms terms, CoreDescription told, List<Codec> codecs, Optional<Direction> asked) {}

  private sealed interface Exchange {
    record None() implements Exchange {}

    /**
     * @param answered the codecs of the answer the browser may already have applied
     */
    record ByAccess(AccessDescription offer, Agreement base, Optional<List<Codec>> answered)
        implements Exchange {}

    /**
     * @param answered what the browser has said to it
     */
    record ByCore(CoreDescription offer, Agreement base, Optional<AccessDescription> answered)
        implements Exchange {}
  }

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
        new Agreement(AccessSide.fresh(), CoreSide.fresh(), Optional.empty()),
        new Exchange.None(),
        Optional.empty(),
        Optional.empty());
  }

  public Offered offerFromAccess(Sdp sdp) {
    AccessDescription offer = AccessDescription.offer(sdp, agreed.access().mid());
    List<Payload> onwards = wishes(offer.audio(), towardsCore(offer.audio()));
    PayloadBook book = agreed.core().book().covering(onwards);
    Sdp onward =
        stamp(
            coreSent,
            agreed
                .core()
                .describe(
                    fixed.names().coreOrigin(),
                    fixed.local().core(),
                    renumbered(offer.audio(), onwards, book)));
    return new Offered(
        new Interworking(
            fixed,
            agreed,
            new Exchange.ByAccess(offer, agreed, Optional.empty()),
            accessSent,
            Optional.of(onward)),
        onward);
  }

  public Agreed answerFromCore(Sdp sdp) {
    return exchange instanceof Exchange.ByAccess open ? answer(open, sdp) : repeated(accessSent);
  }

  private Agreed answer(Exchange.ByAccess open, Sdp sdp) {
    CoreSide core = open.base().core();
    CoreDescription answer = CoreDescription.answer(sdp, core.lines(), core.index());
    requireOurFamily(answer.peer());
    return answer(open, answer, Optional.of(open.offer().audio().direction()));
  }

  private Agreed answer(Exchange.ByAccess open, CoreDescription answer, Optional<Direction> asked) {
    AccessDescription offer = open.offer();
    List<Codec> onwards = towardsCore(offer.audio());
    CodecMatch match =
        CodecMatch.of(
            preferred(offer.audio(), fixed.codecs().access()), onwards, answer.audio().codecs());
    // TS 24.371 §7: the browser gets one answer. A later fork changes it only when it must.
    List<Codec> codecs =
        open.answered().filter(match.offerer()::containsAll).orElse(match.offerer());
    Direction direction = answer.audio().direction().within(offer.audio().direction().reversed());
    DtlsRole role = offer.setup().roleForOffer(open.base().access().role());
    AccessSide access = open.base().access().following(offer, role);
    Sdp onward =
        stamp(
            accessSent,
            access.describe(
                fixed.names().accessOrigin(),
                fixed.local().access(),
                answered(answer.audio(), match, codecs, access.book()).withDirection(direction),
                role == DtlsRole.ACTIVE ? "active" : "passive",
                offer.tlsId() ? Optional.of(fixed.names().tlsId()) : Optional.empty()));
    Terms terms =
        new Terms(
            offer.peer(),
            role,
            answer.peer(),
            direction.receives(),
            direction.sends(),
            payloads(match.offerer(), offer.audio()),
            payloads(match.answerer(), answer.audio()));
    Agreement next =
        new Agreement(
            access,
            open.base().core().answered(wishes(offer.audio(), onwards), answer.audio().payloads()),
            Optional.of(new Met(terms, answer, codecs, asked)));
    Exchange answered = new Exchange.ByAccess(offer, open.base(), Optional.of(codecs));
    return new Agreed(
        new Interworking(fixed, next, answered, Optional.of(onward), coreSent), onward, terms);
  }

  public Offered offerFromCore(Sdp sdp) {
    CoreDescription offer = CoreDescription.offer(sdp);
    requireOurFamily(offer.peer());
    AccessSide access = agreed.access();
    List<Payload> onwards = wishes(offer.audio(), towardsAccess(offer.audio()));
    PayloadBook book = access.book().covering(onwards);
    Sdp onward =
        stamp(
            accessSent,
            access.describe(
                fixed.names().accessOrigin(),
                fixed.local().access(),
                renumbered(offer.audio(), onwards, book),
                // RFC 8842 §5.2, §5.5: always, in later offers too.
                "actpass",
                Optional.of(fixed.names().tlsId())));
    return new Offered(
        new Interworking(
            fixed,
            agreed,
            new Exchange.ByCore(offer, agreed, Optional.empty()),
            Optional.of(onward),
            coreSent),
        onward);
  }

  public Agreed answerFromAccess(Sdp sdp) {
    return exchange instanceof Exchange.ByCore open ? answer(open, sdp) : repeated(coreSent);
  }

  private Agreed answer(Exchange.ByCore open, Sdp sdp) {
    AccessSide access = open.base().access();
    return answer(open, AccessDescription.answer(sdp, access.lines(), access.index()));
  }

  private Agreed answer(Exchange.ByCore open, AccessDescription answer) {
    CoreDescription offer = open.offer();
    AccessSide access = open.base().access();
    List<Codec> onwards = towardsAccess(offer.audio());
    CodecMatch match =
        CodecMatch.of(
            preferred(offer.audio(), fixed.codecs().core()), onwards, answer.audio().codecs());
    Direction direction = answer.audio().direction().within(offer.audio().direction().reversed());
    DtlsRole role = answer.setup().roleForAnswer();
    CoreSide core = open.base().core().following(offer);
    Sdp onward =
        stamp(
            coreSent,
            core.describe(
                fixed.names().coreOrigin(),
                fixed.local().core(),
                answered(answer.audio(), match, match.offerer(), core.book())
                    .withDirection(direction)));
    Terms terms =
        new Terms(
            answer.peer(),
            role,
            offer.peer(),
            direction.sends(),
            direction.receives(),
            payloads(match.answerer(), answer.audio()),
            payloads(match.offerer(), offer.audio()));
    Agreement next =
        new Agreement(
            access.answered(wishes(offer.audio(), onwards), answer.audio().payloads(), role),
            core,
            Optional.of(new Met(terms, offer, match.answerer(), Optional.empty())));
    Exchange answered = new Exchange.ByCore(offer, open.base(), Optional.of(answer));
    return new Agreed(
        new Interworking(fixed, next, answered, accessSent, Optional.of(onward)), onward, terms);
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
    return switch (exchange) {
      case Exchange.None _ -> true;
      case Exchange.ByAccess open -> !accessSent.equals(Optional.of(answer(open, sdp).sdp()));
      case Exchange.ByCore open -> {
        Audio before = open.offer().audio();
        Audio now = CoreDescription.offer(sdp).audio();
        yield !now.direction().equals(before.direction())
            || !now.codecs().containsAll(before.codecs());
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
    Audio offered = CoreDescription.answer(sdp, core.lines(), core.index()).audio();
    CodecMatch match =
        CodecMatch.of(
            preferred(browser, fixed.codecs().access()), towardsCore(browser), offered.codecs());
    Sdp onward =
        stamp(
            coreSent,
            core.describe(
                fixed.names().coreOrigin(),
                fixed.local().core(),
                answered(browser, match, shared(match), core.book())
                    .withDirection(browser.direction().within(offered.direction().reversed()))));
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
  public boolean restartsIce(Sdp sdp) {
    return agreed
        .met()
        .map(met -> met.terms().access().ufrag())
        .filter(ufrag -> !ufrag.equals(AccessDescription.offer(sdp, agreed.access().mid()).ufrag()))
        .isPresent();
  }

  /** The same with other addresses and credentials towards the browser. */
  public Interworking withAccess(Local.Access renewed) {
    return new Interworking(
        new Fixed(fixed.names(), new Local(renewed, fixed.local().core()), fixed.codecs()),
        agreed,
        exchange,
        accessSent,
        coreSent);
  }

  /**
   * The answer to an offer of the browser that is news to the media function alone: it comes from
   * another place or page, and codecs and directions stay. The core need not be asked.
   */
  public Optional<Agreed> answerWithoutCore(Sdp sdp) {
    if (agreed.met().isEmpty()) {
      return Optional.empty();
    }
    Met met = agreed.met().get();
    AccessDescription offer = AccessDescription.offer(sdp, agreed.access().mid());
    Direction wanted = offer.audio().direction();
    if (!offer.audio().codecs().containsAll(met.codecs())
        || met.asked().filter(before -> before != wanted).isPresent()) {
      return Optional.empty();
    }
    Agreed same =
        answer(
            new Exchange.ByAccess(offer, agreed, Optional.of(met.codecs())),
            met.told(),
            met.asked());
    return same.terms().flowsAs(met.terms()) ? Optional.of(same) : Optional.empty();
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

  /** What the offerer has of the codecs allowed on its side, in their order, and its digits. */
  private static List<Codec> preferred(Audio offer, List<Codec> allowed) {
    return Stream.concat(allowed.stream(), Stream.of(Codec.values()).filter(Codec::isEvent))
        .filter(offer.codecs()::contains)
        .toList();
  }

  /** The codecs with the numbers of the offer, and the usual ones for those we add. */
  private static List<Payload> wishes(Audio offer, List<Codec> codecs) {
    return codecs.stream()
        .map(
            codec ->
                offer.codecs().contains(codec)
                    ? offer.payload(codec)
                    : new Payload(codec, codec.usualPayload()))
        .toList();
  }

  private static Audio renumbered(Audio audio, List<Payload> payloads, PayloadBook book) {
    return audio.with(payloads.stream().map(Payload::codec).map(book::payload).toList());
  }

  /** What our own answer to the answerer's offer holds: what is relayed, else what we make. */
  private static List<Codec> shared(CodecMatch match) {
    return match.transcoded() ? match.answerer() : match.offerer();
  }

  /** The answer as the offerer gets it. */
  private static Audio answered(
      Audio answer, CodecMatch match, List<Codec> codecs, PayloadBook book) {
    List<Payload> payloads = codecs.stream().map(book::payload).toList();
    return match.transcoded() ? answer.transcodedTo(payloads) : answer.with(payloads);
  }

  private static List<Payload> payloads(List<Codec> codecs, Audio side) {
    return codecs.stream().map(side::payload).toList();
  }

  private void requireOurFamily(Optional<CorePeer> peer) {
    boolean ours6 = fixed.local().core().address().indexOf(':') >= 0;
    if (peer.filter(core -> core.address().indexOf(':') >= 0 != ours6).isPresent()) {
      throw new NotAcceptable(Reason.ADDRESS, "the audio address is not of our IP version");
    }
  }

  /** RFC 3264 §8: the version counts the changes of what we send to one side. */
  private static Sdp stamp(Optional<Sdp> sent, Sdp draft) {
    if (sent.isEmpty()) {
      return draft.withVersion(1);
    }
    long version = Long.parseLong(sent.get().origin().version());
    Sdp same = draft.withVersion(version);
    return same.equals(sent.get()) ? same : draft.withVersion(version + 1);
  }
}
