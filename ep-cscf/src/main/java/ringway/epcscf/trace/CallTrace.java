// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.trace;

import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPResponse;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import ringway.epcscf.sip.SipLog;
import ringway.epcscf.sip.SipMessages;

/** All messages of one Call-ID, oldest first. Guarded by the {@link Traces} it is kept in. */
final class CallTrace {
  /**
   * A passage with its bytes put away.
   *
   * @param blocks where they lie
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Kept(Instant at, Heading heading, Hop hop, int[] blocks, int length) {
    /** What an entry costs beside its bytes. */
    private static final int OVERHEAD = 200;

    int weight() {
      return length + OVERHEAD;
    }
  }

  private final String callId;
  private final String method;
  private final String from;
  private final String to;
  private final Instant started;
  private final Deque<Kept> passages = new ArrayDeque<>(4);
  private final ColdBytes store;
  private int weight;
  private int omitted;
  private int status;
  private Instant last;

  CallTrace(SIPMessage first, Instant started, ColdBytes store) {
    this.store = store;
    callId = SipMessages.callId(first);
    method = SipMessages.method(first);
    from = SipMessages.fromUri(first).toString();
    to = SipMessages.toUri(first).toString();
    this.started = started;
    last = started;
  }

  /** Adds a passage and forgets the oldest beyond the limit; returns by how much it grew. */
  int add(Passage passage, SIPMessage message, int limit) {
    int before = weight;
    byte[] wire = passage.wire();
    Kept kept =
        new Kept(passage.at(), passage.heading(), passage.hop(), store.put(wire), wire.length);
    passages.add(kept);
    weight += kept.weight();
    if (passages.size() > limit) {
      Kept oldest = passages.remove();
      store.drop(oldest.blocks());
      weight -= oldest.weight();
      omitted++;
    }
    last = passage.at();
    if (message instanceof SIPResponse response
        && response.getStatusCode() >= 200
        && SipMessages.method(response).equals(method)) {
      status = response.getStatusCode();
    }
    return weight - before;
  }

  int weight() {
    return weight;
  }

  /** Lets go of all messages. */
  void forget() {
    passages.forEach(kept -> store.drop(kept.blocks()));
    passages.clear();
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
        last,
        passages.size(),
        omitted,
        status);
  }

  List<Passage> passages() {
    return passages.stream()
        .map(
            kept ->
                new Passage(
                    kept.at(), kept.heading(), kept.hop(), store.get(kept.blocks(), kept.length())))
        .toList();
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
