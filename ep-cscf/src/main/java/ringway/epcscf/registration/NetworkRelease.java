// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.registration;

import gov.nist.javax.sip.message.SIPRequest;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.epcscf.sip.SipMessages;
import ringway.epcscf.w2.Flow;
import ringway.epcscf.w2.FlowTable;

/**
 * Ends registrations the core has ended (TS 24.229 §5.2.3), and sees to it that the WIC learns of
 * it: one that watches its own registration (RFC 3680) is told by the core's NOTIFY, any other by
 * the end of its connection, with which its calls end too. Thread-safe.
 */
public final class NetworkRelease {
  private static final Logger log = LoggerFactory.getLogger(NetworkRelease.class);

  /** RFC 6455 §7.4.1: do not come back as you are. */
  private static final int POLICY_VIOLATION = 1008;

  /** IANA WebSocket registry: connect again. */
  private static final int SERVICE_RESTART = 1012;

  /** How long after the last NOTIFY of a subscription its news counts as told. */
  private static final Duration TOLD = Duration.ofSeconds(32);

  private static final Pattern EXPIRES = Pattern.compile(";\\s*expires\\s*=\\s*(\\d{1,9})");

  private final RegistrationTable table;
  private final FlowTable flows;
  private final MeterRegistry metrics;
  private final Clock clock;

  /** Flows whose WIC has a reg-event subscription of its own, and until when. Open flows only. */
  private final Map<String, Instant> watching = new ConcurrentHashMap<>();

  public NetworkRelease(
      RegistrationTable table, FlowTable flows, MeterRegistry metrics, Clock clock) {
    this.table = table;
    this.flows = flows;
    this.metrics = metrics;
    this.clock = clock;
  }

  /**
   * A request of the core that goes to the WIC on this flow: a NOTIFY of its registration shows
   * that it has subscribed to that, and for how long it will learn of changes.
   */
  public void watched(Flow flow, SIPRequest request) {
    if (SipMessages.is(request, "NOTIFY")
        && SipMessages.header(request, "Event").filter(NetworkRelease::isReg).isPresent()) {
      watching.put(flow.id(), clock.instant().plus(watchedFor(request)));
      if (!flow.open()) {
        watching.remove(flow.id());
      }
    }
  }

  private static boolean isReg(String event) {
    return event.split(";", 2)[0].strip().equals("reg");
  }

  private static Duration watchedFor(SIPRequest notify) {
    String state = SipMessages.header(notify, "Subscription-State").orElse("");
    Matcher expires = EXPIRES.matcher(state);
    return !state.startsWith("terminated") && expires.find()
        ? Duration.ofSeconds(Long.parseLong(expires.group(1)))
        : TOLD;
  }

  public void flowClosed(Flow flow) {
    watching.remove(flow.id());
  }

  /** The core keeps the binding no more. */
  public void ended(String flow, ContactEvent event) {
    if (table.remove(flow).isPresent()) {
      log.info("registration ended by the core flow={} event={}", flow, event.word());
      metrics.counter("ringway.registrations.ended", "event", event.word()).increment();
      tell(flow, event);
    }
  }

  /** Takes out registrations that ran out, and sends those back whose life the core cut short. */
  public void expire() {
    for (RegistrationTable.Entry entry : table.expire()) {
      log.info("registration expired flow={} impi={}", entry.flow(), entry.registration().impi());
      metrics
          .counter("ringway.registrations.ended", "event", ContactEvent.EXPIRED.word())
          .increment();
      if (entry.registration().shortened()) {
        tell(entry.flow(), ContactEvent.SHORTENED);
      }
    }
  }

  private void tell(String id, ContactEvent event) {
    boolean watched = watching.getOrDefault(id, Instant.MIN).isAfter(clock.instant());
    if (!watched) {
      flows
          .find(id)
          .ifPresent(
              flow ->
                  flow.close(
                      event.invitesBack() ? SERVICE_RESTART : POLICY_VIOLATION,
                      "registration " + event.word()));
    }
  }
}
