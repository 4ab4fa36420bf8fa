// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.session;

import java.security.SecureRandom;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import ringway.epcscf.registration.Registration;
import ringway.epcscf.sip.SipReject;
import ringway.epcscf.w2.Flow;

/** The calls under way, by id and by flow; never more than the limit. Thread-safe. */
final class SessionTable {
  private final Map<Long, CallSession> byId = new ConcurrentHashMap<>();
  private final Map<String, Map<Long, CallSession>> byFlow = new ConcurrentHashMap<>();
  private final SecureRandom random = new SecureRandom();
  private final int limit;

  SessionTable(int limit) {
    this.limit = limit;
  }

  /** Not guessable, never 0: 0 in a flow token means "no session". */
  long newId() {
    return random.nextLong(1, Long.MAX_VALUE);
  }

  /** The browser goes on with the call on another connection. */
  void move(CallSession session, Flow to, Registration registration) {
    unlink(session);
    session.flow = to;
    session.registration = registration;
    link(session);
  }

  void add(CallSession session) {
    if (byId.size() >= limit) {
      throw SipReject.of(503, "Service Unavailable")
          .withWarning("this eP-CSCF carries as many calls as it may")
          .withRetryAfter(java.time.Duration.ofSeconds(10));
    }
    byId.put(session.id, session);
    link(session);
  }

  private void link(CallSession session) {
    byFlow.compute(
        session.flow.id(),
        (_, calls) -> {
          Map<Long, CallSession> all = calls == null ? new ConcurrentHashMap<>() : calls;
          all.put(session.id, session);
          return all;
        });
  }

  void remove(CallSession session) {
    byId.remove(session.id);
    unlink(session);
  }

  private void unlink(CallSession session) {
    byFlow.computeIfPresent(
        session.flow.id(),
        (_, calls) -> {
          calls.remove(session.id);
          return calls.isEmpty() ? null : calls;
        });
  }

  Optional<CallSession> find(long id) {
    return Optional.ofNullable(byId.get(id));
  }

  Collection<CallSession> of(Flow flow) {
    return List.copyOf(byFlow.getOrDefault(flow.id(), Map.of()).values());
  }

  Collection<CallSession> all() {
    return List.copyOf(byId.values());
  }

  int size() {
    return byId.size();
  }
}
