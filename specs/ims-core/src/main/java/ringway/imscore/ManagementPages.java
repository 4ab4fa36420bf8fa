// SPDX-License-Identifier: Apache-2.0
package ringway.imscore;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import ringway.imscore.phone.Phones;
import ringway.imscore.proxy.Proxy;
import ringway.imscore.registrar.BindingTable;
import ringway.imscore.registrar.Impu;
import ringway.imscore.registrar.Subscription;
import ringway.imscore.sip.MessageLog;
import ringway.imscore.sip.SignallingThread;
import ringway.imscore.sip.SipReject;
import ringway.runtime.http.HttpReject;
import ringway.runtime.http.HttpReply;
import ringway.runtime.http.HttpRequest;
import ringway.runtime.http.Router;

/** What a test or a curious person may look at and press. */
record ManagementPages(
    SignallingThread thread,
    MessageLog messages,
    BindingTable table,
    Phones phones,
    Proxy proxy,
    InstantSource clock) {

  private static final Set<String> ENDINGS =
      new TreeSet<>(Set.of("deactivated", "rejected", "unregistered", "probation"));

  void addTo(Router management, MeterRegistry metrics) {
    management
        .get("/registrations", _ -> HttpReply.json(200, thread.ask(table::asJson)))
        .get("/phones", _ -> HttpReply.json(200, thread.ask(phones::asJson)))
        .get("/messages", this::messages)
        .post("/deregister", this::deregister)
        .post("/shorten", this::shorten)
        .post("/call", this::call)
        .post("/hangup", this::hangUp);
    gauge(metrics, "ringway.imscore.contacts", "Contacts registered now", table::size);
    gauge(metrics, "ringway.imscore.invites", "INVITEs not yet answered", proxy::pendingInvites);
    gauge(
        metrics,
        "ringway.imscore.phone.calls",
        "Answered calls of the phones",
        phones::established);
  }

  private void gauge(MeterRegistry metrics, String name, String help, Supplier<Number> value) {
    Gauge.builder(name, () -> thread.ask(value)).description(help).register(metrics);
  }

  private HttpReply messages(HttpRequest request) {
    Optional<String> callId = request.query("call_id");
    List<Map<String, String>> wanted =
        messages.entries().stream()
            .filter(entry -> callId.isEmpty() || callId.get().equals(entry.callId()))
            .map(MessageLog.Entry::asJson)
            .toList();
    return HttpReply.json(200, Map.of("messages", wanted));
  }

  /** The network ends a user's registration. */
  private HttpReply deregister(HttpRequest request) {
    String event = request.query("event").orElse("deactivated");
    if (!ENDINGS.contains(event)) {
      throw new HttpReject(400, "bad_event", "event is one of " + ENDINGS);
    }
    return contacts(
        required(request, "impu"), subscription -> table.deregister(subscription, event));
  }

  /** The network lets a user's registration end earlier. */
  private HttpReply shorten(HttpRequest request) {
    String expires = required(request, "expires");
    if (!expires.matches("\\d{1,6}")) {
      throw new HttpReject(400, "bad_expires", "expires is a number of seconds");
    }
    return contacts(
        required(request, "impu"),
        subscription ->
            table.shorten(subscription, clock.instant().plusSeconds(Integer.parseInt(expires))));
  }

  private HttpReply contacts(String impu, Function<Subscription, Integer> change) {
    try {
      return HttpReply.json(
          200,
          Map.of(
              "contacts",
              thread.ask(() -> table.byImpu(Impu.parse(uri(impu))).map(change).orElse(0))));
    } catch (IllegalArgumentException | SipReject bad) {
      throw new HttpReject(400, "bad_impu", bad.getMessage());
    }
  }

  private HttpReply call(HttpRequest request) {
    String to = uri(required(request, "to"));
    Optional<String> from = request.query("from").map(ManagementPages::uri);
    try {
      return HttpReply.json(201, Map.of("call_id", thread.ask(() -> phones.call(from, to))));
    } catch (SipReject reject) {
      int status = reject.status() == 400 || reject.status() == 404 ? reject.status() : 503;
      throw new HttpReject(status, "refused", reject.getMessage());
    }
  }

  private HttpReply hangUp(HttpRequest request) {
    String callId = required(request, "call_id");
    if (!thread.ask(() -> phones.hangUp(callId))) {
      throw new HttpReject(404, "unknown_call", "no call under way has this call_id");
    }
    return HttpReply.of(204);
  }

  private static String required(HttpRequest request, String name) {
    return request
        .query(name)
        .filter(value -> !value.isBlank())
        .orElseThrow(
            () -> new HttpReject(400, "missing_parameter", "the parameter " + name + " is needed"));
  }

  /** A plus sign written as it is arrives as a blank, which no URI and no number has. */
  private static String uri(String value) {
    return value.replace(' ', '+');
  }
}
