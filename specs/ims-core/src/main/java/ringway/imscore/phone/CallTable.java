// SPDX-License-Identifier: Apache-2.0
package ringway.imscore.phone;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sip.message.Request;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.imscore.phone.PhoneCall.State;
import ringway.imscore.sip.SipText;

/** The calls of all phones: those under way, and the last ones that ended. */
final class CallTable {
  static final int KEPT_ENDED = 100;
  private static final Logger log = LoggerFactory.getLogger(CallTable.class);

  private final int maxCalls;
  private final Map<String, PhoneCall> live = new LinkedHashMap<>();
  private final Deque<PhoneCall> ended = new ArrayDeque<>();

  CallTable(int maxCalls) {
    this.maxCalls = maxCalls;
  }

  boolean isFull() {
    return live.size() >= maxCalls;
  }

  void add(PhoneCall call) {
    live.put(call.key(), call);
    log.info("phone call state={} number={} call-id={}", call.state, number(call), id(call));
  }

  void end(PhoneCall call, String reason) {
    if (live.remove(call.key()) == null) {
      return;
    }
    call.end(reason);
    if (ended.size() == KEPT_ENDED) {
      ended.removeFirst();
    }
    ended.addLast(call);
    log.info("phone call ended reason=\"{}\" number={} call-id={}", reason, number(call), id(call));
  }

  private static String number(PhoneCall call) {
    return call.facts.number();
  }

  private static String id(PhoneCall call) {
    return call.facts.callId();
  }

  Optional<PhoneCall> find(String callId, String localTag) {
    return Optional.ofNullable(live.get(PhoneCall.key(callId, localTag)));
  }

  /** The call a request inside a dialog is about. */
  Optional<PhoneCall> find(Request request) {
    return SipText.toTag(request).flatMap(tag -> find(SipText.callId(request), tag));
  }

  /** Both ends when a phone talks to a phone. */
  List<PhoneCall> withCallId(String callId) {
    return live.values().stream().filter(call -> call.facts.callId().equals(callId)).toList();
  }

  List<PhoneCall> live() {
    return List.copyOf(live.values());
  }

  long established() {
    return live.values().stream().filter(call -> call.state == State.ESTABLISHED).count();
  }

  /** Ended ones first, oldest first. */
  List<Map<String, Object>> asJson() {
    List<PhoneCall> all = new ArrayList<>(ended);
    all.addAll(live.values());
    return all.stream().map(PhoneCall::asJson).toList();
  }
}
