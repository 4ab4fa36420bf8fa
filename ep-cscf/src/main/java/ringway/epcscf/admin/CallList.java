// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.admin;

import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import ringway.epcscf.cdr.CallRecord;
import ringway.epcscf.cdr.CallRecords;
import ringway.runtime.admin.AdminPage;
import ringway.runtime.http.HttpReject;
import ringway.runtime.http.HttpReply;
import ringway.runtime.http.HttpRequest;

/**
 * {@code GET /admin/calls}: the calls under way, or those that have ended of late; newest first.
 */
public final class CallList {
  private final Supplier<List<CallRecord>> active;
  private final CallRecords ended;
  private final Clock clock;

  public CallList(Supplier<List<CallRecord>> active, CallRecords ended, Clock clock) {
    this.active = active;
    this.ended = ended;
    this.clock = clock;
  }

  /**
   * Query parameters: {@code state} (active or ended), {@code user} (IMPI, or a part of a party's
   * URI such as its number), {@code call-id}, {@code limit} and {@code after}.
   */
  public HttpReply get(HttpRequest request) {
    Optional<String> user = request.query("user");
    Optional<String> callId = request.query("call-id");
    Stream<CallRecord> wanted =
        named(request.query("state").orElse("active")).stream()
            .filter(call -> user.isEmpty() || call.isWith(user.get()))
            .filter(call -> callId.isEmpty() || call.callId().equals(callId.get()));
    return AdminPage.of(request)
        .reply(wanted, CallList::newestFirst, call -> call.shown(clock.instant()));
  }

  private List<CallRecord> named(String state) {
    return switch (state) {
      case "active" -> active.get();
      case "ended" -> ended.recent();
      default -> throw new HttpReject(400, "bad_parameter", "state: expected active or ended");
    };
  }

  private static String newestFirst(CallRecord call) {
    long left = Long.MAX_VALUE - call.ended().orElse(call.began()).toEpochMilli();
    return String.format(Locale.ROOT, "%019d-%s", left, call.callId());
  }
}
