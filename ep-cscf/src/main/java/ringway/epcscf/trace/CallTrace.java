// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.trace;

import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPResponse;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import ringway.epcscf.sip.SipLog;
import ringway.epcscf.sip.SipMessages;

/** All messages of one Call-ID, oldest first. Guarded by the {@link Traces} it is kept in. */
final class CallTrace {
  /** What an entry costs beside its bytes. */
  private static final int OVERHEAD = 200;

  private final String callId;
  private final String method;
  private final String from;
  private final String to;
  private final Instant started;
  private final ColdPassages store;

  /** Which way each message went, the oldest first. */
  private final Deque<Hop> hops = new ArrayDeque<>(4);

  /** The names of these messages in the store: a ring that begins at the oldest. */
  private int[] names = new int[4];

  private int oldest;
  private int weight;
  private int omitted;
  private int status;

  CallTrace(SIPMessage first, Instant started, ColdPassages store) {
    this.store = store;
    callId = SipMessages.callId(first);
    method = SipMessages.method(first);
    from = SipMessages.fromUri(first).toString();
    to = SipMessages.toUri(first).toString();
    this.started = started;
  }

  /** Adds a message and forgets the oldest beyond the limit; returns by how much it grew. */
  int add(Instant at, Heading heading, Hop hop, SIPMessage message, byte[] wire, int limit) {
    int before = weight;
    append(store.put(at, heading, wire), hop);
    weight += wire.length + OVERHEAD;
    if (hops.size() > limit) {
      weight -= store.length(names[oldest]) + OVERHEAD;
      dropOldest();
      omitted++;
    }
    if (message instanceof SIPResponse response
        && response.getStatusCode() >= 200
        && SipMessages.method(response).equals(method)) {
      status = response.getStatusCode();
    }
    return weight - before;
  }

  private void append(int name, Hop hop) {
    int count = hops.size();
    if (count == names.length) {
      int[] larger = new int[2 * count];
      for (int i = 0; i < count; i++) {
        larger[i] = name(i);
      }
      names = larger;
      oldest = 0;
    }
    names[(oldest + count) % names.length] = name;
    hops.add(hop);
  }

  private void dropOldest() {
    store.drop(names[oldest]);
    hops.remove();
    oldest = (oldest + 1) % names.length;
  }

  private int name(int place) {
    return names[(oldest + place) % names.length];
  }

  int weight() {
    return weight;
  }

  /** Lets go of all messages. */
  void forget() {
    while (!hops.isEmpty()) {
      dropOldest();
    }
  }

  /** Liveness checks would hide everything else in a list. */
  boolean routine() {
    return method.equals("OPTIONS");
  }

  boolean concerns(String words) {
    String sought = words.toLowerCase(Locale.ROOT);
    return List.of(callId, method, SipLog.masked(from), SipLog.masked(to)).stream()
        .anyMatch(text -> text.toLowerCase(Locale.ROOT).contains(sought));
  }

  Summary summary() {
    return new Summary(
        callId,
        method,
        SipLog.masked(from),
        SipLog.masked(to),
        started,
        hops.isEmpty() ? started : store.at(name(hops.size() - 1)),
        hops.size(),
        omitted,
        status);
  }

  List<Passage> passages() {
    List<Passage> passages = new ArrayList<>(hops.size());
    for (Hop hop : hops) {
      passages.add(store.get(name(passages.size()), hop));
    }
    return passages;
  }

  /**
   * What a list shows of it.
   *
   * @param omitted messages forgotten since
   * @param status the last final answer to its first method, 0 while there is none
   */
  record Summary(
      String callId,
      String method,
      String from,
      String to,
      Instant started,
      Instant last,
      int messages,
      int omitted,
      int status) {}
}
