// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.admin;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import ringway.epcscf.registration.Registration;
import ringway.epcscf.registration.RegistrationTable;
import ringway.epcscf.w2.Flow;
import ringway.epcscf.w2.FlowTable;
import ringway.runtime.admin.AdminPage;
import ringway.runtime.http.AddressRange;
import ringway.runtime.http.HttpReject;
import ringway.runtime.http.HttpReply;
import ringway.runtime.http.HttpRequest;

/** {@code GET /admin/flows}: the open W2 connections, by flow id. */
public final class FlowList {
  private final FlowTable flows;
  private final RegistrationTable registrations;

  public FlowList(FlowTable flows, RegistrationTable registrations) {
    this.flows = flows;
    this.registrations = registrations;
  }

  /**
   * Query parameters: {@code address} (one or a range), {@code user} (IMPI or IMPU), {@code limit}
   * and {@code after}.
   */
  public HttpReply get(HttpRequest request) {
    AdminPage page = AdminPage.of(request);
    Optional<AddressRange> range = request.query("address").map(FlowList::range);
    Optional<String> user = request.query("user");
    Stream<Flow> wanted =
        flows.all().stream()
            .filter(flow -> range.isEmpty() || range.get().contains(addressOf(flow)))
            .filter(flow -> user.isEmpty() || isUser(flow, user.get()));
    return page.reply(wanted, Flow::id, this::shown);
  }

  private static AddressRange range(String text) {
    try {
      return AddressRange.parse(text);
    } catch (IllegalArgumentException e) {
      throw new HttpReject(400, "bad_parameter", "address: " + e.getMessage());
    }
  }

  private boolean isUser(Flow flow, String user) {
    return registrations
        .of(flow)
        .filter(
            registration ->
                registration.impi().value().equals(user)
                    || registration.impus().stream().anyMatch(i -> i.toString().equals(user)))
        .isPresent();
  }

  private static String addressOf(Flow flow) {
    InetAddress address = flow.remote().getAddress();
    return address.getHostAddress();
  }

  private Map<String, Object> shown(Flow flow) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("id", flow.id());
    shown.put("address", addressOf(flow));
    shown.put("port", flow.remote().getPort());
    shown.put("since", flow.openedAt().toString());
    shown.put("last-activity", flow.lastActivity().toString());
    shown.put("transport", flow.viaTransport());
    flow.tlsVersion().ifPresent(version -> shown.put("tls", version));
    registrations.of(flow).map(Registration::impi).ifPresent(i -> shown.put("impi", i.value()));
    shown.put("messages-in", flow.messagesIn());
    shown.put("messages-out", flow.messagesOut());
    shown.put("queue", Map.of("messages", flow.waitingMessages(), "bytes", flow.waitingBytes()));
    return shown;
  }
}
