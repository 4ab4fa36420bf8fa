// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.alg;

import java.util.List;
import java.util.Optional;
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

  private final Names names;
  private final Local local;
  private final Agreement agreed;
  private final Exchange exchange;
  private final Optional<Sdp> accessSent;
  private final Optional<Sdp> coreSent;

  private Interworking(
      Names names,
      Local local,
      Agreement agreed,
      Exchange exchange,
      Optional<Sdp> accessSent,
      Optional<Sdp> coreSent) {
    this.names = names;
    this.local = local;
    this.agreed = agreed;
    this.exchange = exchange;
    this.accessSent = accessSent;
    this.coreSent = coreSent;
  }

  public static Interworking begin(Names names, Local local) {
    return new Interworking(
        names,
        local,
        new Agreement(AccessSide.fresh(), CoreSide.fresh(), Optional.empty()),
        new Exchange.None(),
        Optional.empty(),
        Optional.empty());
  }

  public Offered offerFromAccess(Sdp sdp) {
    AccessDescription offer = AccessDescription.offer(sdp, agreed.access().mid());
    PayloadBook book = agreed.core().book().covering(offer.audio().payloads());
    Sdp onward =
        stamp(
            coreSent,
            agreed
                .core()
                .describe(
                    names.coreOrigin(),
                    local.core(),
                    renumbered(offer.audio(), offer.audio().codecs(), book)));
    return new Offered(
        new Interworking(
            names,
            local,
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
    List<Codec> common = answer.audio().codecsWithin(offer.audio().codecs());
    // TS 24.371 §7: the browser gets one answer. A later fork changes it only when it must.
    List<Codec> codecs = open.answered().filter(common::containsAll).orElse(common);
    Direction direction = answer.audio().direction().within(offer.audio().direction().reversed());
    DtlsRole role = offer.setup().roleForOffer(open.base().access().role());
    AccessSide access = open.base().access().following(offer, role);
    Sdp onward =
        stamp(
            accessSent,
            access.describe(
                names.accessOrigin(),
                local.access(),
                renumbered(answer.audio(), codecs, access.book()).withDirection(direction),
                role == DtlsRole.ACTIVE ? "active" : "passive",
                offer.tlsId() ? Optional.of(names.tlsId()) : Optional.empty()));
    Terms terms =
        new Terms(
            offer.peer(),
            role,
            answer.peer(),
            direction.receives(),
            direction.sends(),
            payloads(common, offer.audio()),
            payloads(common, answer.audio()));
    Agreement next =
        new Agreement(
            access,
            open.base().core().answered(offer.audio().payloads(), answer.audio().payloads()),
            Optional.of(new Met(terms, answer, codecs, asked)));
    Exchange answered = new Exchange.ByAccess(offer, open.base(), Optional.of(codecs));
    return new Agreed(
        new Interworking(names, local, next, answered, Optional.of(onward), coreSent),
        onward,
        terms);
  }

  public Offered offerFromCore(Sdp sdp) {
    CoreDescription offer = CoreDescription.offer(sdp);
    requireOurFamily(offer.peer());
    AccessSide access = agreed.access();
    PayloadBook book = access.book().covering(offer.audio().payloads());
    Sdp onward =
        stamp(
            accessSent,
            access.describe(
                names.accessOrigin(),
                local.access(),
                renumbered(offer.audio(), offer.audio().codecs(), book),
                // RFC 8842 §5.2, §5.5: always, in later offers too.
                "actpass",
                Optional.of(names.tlsId())));
    return new Offered(
        new Interworking(
            names,
            local,
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
    List<Codec> common = answer.audio().codecsWithin(offer.audio().codecs());
    Direction direction = answer.audio().direction().within(offer.audio().direction().reversed());
    DtlsRole role = answer.setup().roleForAnswer();
    CoreSide core = open.base().core().following(offer);
    Sdp onward =
        stamp(
            coreSent,
            core.describe(
                names.coreOrigin(),
                local.core(),
                renumbered(answer.audio(), common, core.book()).withDirection(direction)));
    Terms terms =
        new Terms(
            answer.peer(),
            role,
            offer.peer(),
            direction.sends(),
            direction.receives(),
            payloads(common, answer.audio()),
            payloads(common, offer.audio()));
    Agreement next =
        new Agreement(
            access.answered(offer.audio().payloads(), answer.audio().payloads(), role),
            core,
            Optional.of(new Met(terms, offer, common, Optional.empty())));
    Exchange answered = new Exchange.ByCore(offer, open.base(), Optional.of(answer));
    return new Agreed(
        new Interworking(names, local, next, answered, accessSent, Optional.of(onward)),
        onward,
        terms);
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
        new Interworking(names, local, next.agreed, next.exchange, accessSent, next.coreSent),
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
    Sdp onward =
        stamp(
            coreSent,
            core.describe(
                names.coreOrigin(),
                local.core(),
                renumbered(browser, offered.codecsWithin(browser.codecs()), core.book())
                    .withDirection(browser.direction().within(offered.direction().reversed()))));
    Interworking next = moved.next();
    return new Agreed(
        new Interworking(
            names, local, next.agreed, next.exchange, next.accessSent, Optional.of(onward)),
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
        names, new Local(renewed, local.core()), agreed, exchange, accessSent, coreSent);
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

  private static Audio renumbered(Audio audio, List<Codec> codecs, PayloadBook book) {
    return new Audio(
        codecs.stream().map(book::payload).toList(),
        audio.direction(),
        audio.ptime(),
        audio.maxptime());
  }

  private static List<Payload> payloads(List<Codec> codecs, Audio side) {
    return codecs.stream().map(side::payload).toList();
  }

  private void requireOurFamily(Optional<CorePeer> peer) {
    boolean ours6 = local.core().address().indexOf(':') >= 0;
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
