// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.trace;

import gov.nist.javax.sip.message.SIPMessage;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import ringway.epcscf.sip.SipMessages;

/** The messages of late, by Call-ID; what was quiet longest gives way. Thread-safe. */
public final class Traces implements SipTap {
  private final long memory;
  private final int messagesPerCall;
  private final Clock clock;

  /** In the order of last activity. */
  private final LinkedHashMap<String, CallTrace> traces = new LinkedHashMap<>(256, 0.75f, true);

  private final ColdPassages store = new ColdPassages();
  private long weight; // guarded by this, as are the map and the store

  public Traces(TraceConfig config, Clock clock) {
    memory = config.memory().bytes();
    messagesPerCall = config.messagesPerCall();
    this.clock = clock;
  }

  @Override
  public void passed(Heading heading, SIPMessage message, byte[] wire, Hop hop) {
    if (memory == 0) {
      return;
    }
    Instant at = clock.instant();
    synchronized (this) {
      CallTrace trace =
          traces.computeIfAbsent(
              SipMessages.callId(message), _ -> new CallTrace(message, at, store));
      weight += trace.add(at, heading, hop, message, wire, messagesPerCall);
      while (weight > memory) {
        CallTrace quietest = traces.pollFirstEntry().getValue();
        weight -= quietest.weight();
        quietest.forget();
      }
    }
  }

  /** The most recently active first; of OPTIONS only what the words ask for. */
  synchronized List<CallTrace.Summary> latest(Optional<String> words, int limit) {
    return traces.sequencedValues().reversed().stream()
        .filter(trace -> words.map(trace::concerns).orElse(!trace.routine()))
        .limit(limit)
        .map(CallTrace::summary)
        .toList();
  }

  /** Empty when there was no such call, or its messages have given way. */
  synchronized List<Passage> passages(String callId) {
    return Optional.ofNullable(traces.get(callId)).map(CallTrace::passages).orElse(List.of());
  }

  /** Bytes held. */
  public synchronized long weight() {
    return weight;
  }
}
