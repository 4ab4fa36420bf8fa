// SPDX-License-Identifier: Apache-2.0
package ringway.waf.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import ringway.runtime.http.HttpReply;
import ringway.waf.store.StoreOutage;

/** A refusal of the admin API (RFC 9457). */
final class Problem extends RuntimeException {
  private static final long serialVersionUID = 1;
  private static final JsonMapper JSON = new JsonMapper();

  private final int status;
  private final transient Map<String, Object> members = new LinkedHashMap<>();

  private Problem(int status, String title, String detail) {
    super(detail, null, false, false);
    this.status = status;
    members.put("title", title);
    members.put("status", status);
    members.put("detail", detail);
  }

  /**
   * @param field as a path from the top of the body, such as {@code subscriptions[0].impi}, or the
   *     name of a query parameter
   */
  static Problem field(String field, String expected) {
    return new Problem(
            400, "Not acceptable as given", field.isEmpty() ? expected : field + ": " + expected)
        .with("field", field)
        .with("expected", expected);
  }

  static Problem of(int status, String title, String detail) {
    return new Problem(status, title, detail);
  }

  static Problem notFound(String what) {
    return new Problem(404, "Not found", "there is no " + what);
  }

  /** What is there already, or must not be changed. */
  static Problem conflict(String field, String detail) {
    return new Problem(409, "Conflict", detail).with("field", field);
  }

  static Problem conflict(String detail, List<LineFault> faults) {
    return new Problem(409, "Conflict", detail).with("faults", faults);
  }

  static Problem unavailable() {
    return new Problem(503, "Not available", "the store does not answer: try again");
  }

  private Problem with(String name, Object value) {
    members.put(name, value);
    return this;
  }

  int status() {
    return status;
  }

  String detail() {
    return Optional.ofNullable(getMessage()).orElse("");
  }

  HttpReply reply() {
    try {
      HttpReply reply =
          HttpReply.of(status)
              .withBody("application/problem+json", JSON.writeValueAsBytes(members))
              .noStore();
      if (status == 503) {
        return reply.with("Retry-After", StoreOutage.RETRY_AFTER);
      }
      return status == 401 ? reply.with("WWW-Authenticate", "Bearer realm=\"waf-admin\"") : reply;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("members are plain", e);
    }
  }
}
