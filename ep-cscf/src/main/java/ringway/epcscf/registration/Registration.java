// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.registration;

import static ringway.epcscf.token.AccessIdentity.shared;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import ringway.epcscf.token.AccessIdentity;

/**
 * What the core has accepted for one flow: the connection is bound to the IMPI and its IMPUs (TS
 * 33.203 X.4.2.3 step 7).
 *
 * @param impus in the order of P-Associated-URI, the default first; barred ones are not among them
 * @param serviceRoute route entries for the user's own requests, first hop first
 * @param register the REGISTER the core has accepted, as text, for the parsed form is ten times as
 *     big; without what is new in each (see {@link CoreAnswer})
 * @param shortened by the core: the WIC has to register again before the end
 */
public record Registration(
    Impi impi,
    Proof proof,
    List<Impu> impus,
    List<String> serviceRoute,
    BoundContact contact,
    String register,
    Instant expiresAt,
    boolean shortened) {

  /** What the registration rests on. */
  public sealed interface Proof {
    /** Scenarios 2 and 3: what the token proved. */
    record ByToken(AccessIdentity identity) implements Proof {}

    /** Scenario 1: the core has checked the user itself. */
    record ByCore() implements Proof {}
  }

  public Registration {
    if (impus.isEmpty()) {
      throw new IllegalArgumentException("a registration has at least one IMPU");
    }
    impus = List.copyOf(impus);
  }

  /** Empty in scenario 1, which knows no token. */
  public Optional<AccessIdentity> token() {
    return proof instanceof Proof.ByToken byToken
        ? Optional.of(byToken.identity())
        : Optional.empty();
  }

  public Impu defaultImpu() {
    return impus.getFirst();
  }

  public boolean holds(Impu impu) {
    return impus.contains(impu);
  }

  /**
   * With a newer token of the same WAF that proves as much: what was registered may then stay
   * longer, without another REGISTER (TS 24.371 §7.2.1).
   */
  public Registration renewedBy(AccessIdentity newer) {
    boolean renews =
        token()
            .filter(old -> old.wafIssuer().equals(newer.wafIssuer()))
            .filter(old -> old.impi().equals(newer.impi()))
            .filter(old -> newer.impus().containsAll(old.impus()))
            .filter(old -> newer.expiresAt().isAfter(old.expiresAt()))
            .isPresent();
    return renews
        ? new Registration(
            impi,
            new Proof.ByToken(newer),
            impus,
            serviceRoute,
            contact,
            register,
            expiresAt,
            shortened)
        : this;
  }

  /** The same, made of what the one before has, where that is equal: it has grown old already. */
  Registration sharing(Registration before) {
    return new Registration(
        shared(impi, before.impi),
        proof,
        shared(impus, before.impus),
        shared(serviceRoute, before.serviceRoute),
        contact.sharing(before.contact),
        register,
        expiresAt,
        shortened);
  }

  public Registration withImpus(List<Impu> now) {
    return new Registration(
        impi, proof, now, serviceRoute, contact, register, expiresAt, shortened);
  }

  public Registration shortenedTo(Instant end) {
    return new Registration(impi, proof, impus, serviceRoute, contact, register, end, true);
  }
}
