// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.regevent;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.epcscf.registration.BoundContact;
import ringway.epcscf.registration.ContactEvent;
import ringway.epcscf.registration.Impi;
import ringway.epcscf.registration.Impu;
import ringway.epcscf.registration.NetworkRelease;
import ringway.epcscf.registration.Registration;
import ringway.epcscf.registration.RegistrationTable;
import ringway.epcscf.sip.SipMessages;
import ringway.epcscf.sip.SipReject;

/**
 * Does to the registrations of one IMPI what a notification says (TS 24.229 §5.2.3). Only what is
 * said counts: a contact a full document leaves out may have been registered after it was written.
 * Owned by its subscription.
 */
final class RegChanges {
  private static final Logger log = LoggerFactory.getLogger(RegChanges.class);
  private static final int MAX_IMPUS = 256;

  private final Impi impi;
  private final RegistrationTable table;
  private final NetworkRelease release;
  private final Clock clock;

  /** Public identities the core has shown as registered. */
  private final Set<Impu> active = new HashSet<>();

  RegChanges(Impi impi, RegistrationTable table, NetworkRelease release, Clock clock) {
    this.impi = impi;
    this.table = table;
    this.release = release;
    this.clock = clock;
  }

  void apply(RegInfo info) {
    if (info.full()) {
      active.clear();
    }
    for (RegInfo.Element element : info.registrations()) {
      Impu.of(element.aor()).ifPresent(impu -> follow(impu, element));
    }
    table.ofImpi(impi).forEach(entry -> apply(info, entry));
  }

  private void follow(Impu impu, RegInfo.Element element) {
    if (element.terminated()) {
      active.remove(impu);
    } else if (active.size() < MAX_IMPUS) {
      active.add(impu);
    }
  }

  private void apply(RegInfo info, RegistrationTable.Entry entry) {
    Registration registration = entry.registration();
    List<Impu> left = new ArrayList<>(registration.impus());
    Optional<ContactEvent> ended = Optional.empty();
    Optional<Instant> end = Optional.empty();
    for (RegInfo.Element element : info.registrations()) {
      Optional<Impu> impu = Impu.of(element.aor());
      List<RegInfo.Contact> own =
          element.contacts().stream().filter(c -> concerns(c, registration.contact())).toList();
      if (impu.isEmpty() || own.isEmpty() && !element.contacts().isEmpty()) {
        continue;
      }
      if (own.stream().anyMatch(c -> !c.terminated()) && !element.terminated()) {
        if (!left.contains(impu.get()) && left.size() < MAX_IMPUS) {
          left.add(impu.get()); // registered by the network
        }
        end = end.or(() -> shortened(own));
      } else if (element.terminated() || !own.isEmpty()) {
        left.remove(impu.get());
        ended =
            own.stream()
                .flatMap(c -> c.event().stream())
                .findFirst()
                .or(() -> Optional.of(ContactEvent.UNREGISTERED));
      }
    }
    // What the core never spoke of cannot be what keeps the contact registered.
    boolean none = left.stream().noneMatch(active::contains);
    if (ended.isPresent() && none) {
      release.ended(entry.flow(), ended.get());
    } else {
      change(entry, left, end);
    }
  }

  private void change(RegistrationTable.Entry entry, List<Impu> left, Optional<Instant> end) {
    if (!left.equals(entry.registration().impus())) {
      log.info("identities changed by the core flow={} impus={}", entry.flow(), left);
      table.update(entry.flow(), registration -> registration.withImpus(left));
    }
    end.filter(at -> at.isBefore(entry.registration().expiresAt()))
        .ifPresent(
            at -> {
              log.info("registration shortened by the core flow={} until={}", entry.flow(), at);
              table.update(entry.flow(), registration -> registration.shortenedTo(at));
            });
  }

  private Optional<Instant> shortened(List<RegInfo.Contact> contacts) {
    return contacts.stream()
        .filter(contact -> contact.event().filter(ContactEvent.SHORTENED::equals).isPresent())
        .flatMap(contact -> contact.expires().stream())
        .findFirst()
        .map(seconds -> clock.instant().plusSeconds(seconds));
  }

  /** Whether it is the binding of that flow, and no earlier one of the same name. */
  private static boolean concerns(RegInfo.Contact told, BoundContact bound) {
    if (!told.callId().isEmpty()
        && (!told.callId().equals(bound.callId())
            || told.cseq().filter(cseq -> cseq < bound.cseq()).isPresent())) {
      return false;
    }
    boolean byFlow =
        !told.instance().isEmpty()
            && !told.regId().isEmpty()
            && !bound.instance().isEmpty()
            && !bound.regId().isEmpty();
    return byFlow
        ? told.instance().equals(bound.instance()) && told.regId().equals(bound.regId())
        : sameUri(told.uri(), bound.uri());
  }

  private static boolean sameUri(String one, String other) {
    if (one.equals(other)) {
      return true;
    }
    try {
      return SipMessages.sipUri(one).equals(SipMessages.sipUri(other));
    } catch (SipReject _) {
      return false;
    }
  }
}
