// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.admin;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import ringway.epcscf.registration.Impu;
import ringway.epcscf.registration.Registration;
import ringway.epcscf.registration.RegistrationTable;
import ringway.epcscf.registration.RegistrationTable.Entry;
import ringway.runtime.admin.AdminPage;
import ringway.runtime.http.HttpReply;
import ringway.runtime.http.HttpRequest;

/** {@code GET /admin/registrations}: what the core has bound to which connection, by flow id. */
public final class RegistrationList {
  private final RegistrationTable registrations;

  public RegistrationList(RegistrationTable registrations) {
    this.registrations = registrations;
  }

  /** Query parameters: {@code user} (IMPI or IMPU), {@code limit} and {@code after}. */
  public HttpReply get(HttpRequest request) {
    Optional<String> user = request.query("user");
    Stream<Entry> wanted =
        registrations.all().stream()
            .filter(entry -> user.isEmpty() || isUser(entry.registration(), user.get()));
    return AdminPage.of(request).reply(wanted, Entry::flow, RegistrationList::shown);
  }

  private static boolean isUser(Registration registration, String user) {
    return registration.impi().value().equals(user)
        || Impu.of(user).filter(registration::holds).isPresent();
  }

  private static Map<String, Object> shown(Entry entry) {
    Registration registration = entry.registration();
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("flow", entry.flow());
    shown.put("impi", registration.impi().value());
    shown.put("impus", registration.impus().stream().map(Impu::value).toList());
    shown.put("scheme", registration.token().isPresent() ? "bearer" : "core");
    shown.put("contact", registration.contact().uri());
    shown.put("instance", registration.contact().instance());
    shown.put("reg-id", registration.contact().regId());
    shown.put("service-route", registration.serviceRoute());
    shown.put("expires", registration.expiresAt().toString());
    shown.put("shortened", registration.shortened());
    return shown;
  }
}
