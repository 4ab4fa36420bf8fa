// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.token;

import java.util.Map;
import ringway.runtime.config.Secret;
import ringway.runtime.http.HttpReply;
import ringway.runtime.http.HttpRequest;

/** Takes pushed security events (RFC 8935 §2). */
public final class EventPush {
  private final SecurityEvents events;
  private final Secret secret;

  public EventPush(SecurityEvents events, Secret secret) {
    this.events = events;
    this.secret = secret;
  }

  public HttpReply post(HttpRequest request) {
    String header = request.header("Authorization").orElse("");
    String shown = header.regionMatches(true, 0, "Bearer ", 0, 7) ? header.substring(7) : "";
    if (!secret.matches(shown)) {
      return refusal(401, "authentication_failed", "events need the Bearer secret")
          .with("WWW-Authenticate", "Bearer");
    }
    String type = request.header("Content-Type").orElse("").split(";", 2)[0].strip();
    if (!type.equalsIgnoreCase("application/secevent+jwt")) {
      return refusal(400, "invalid_request", "Content-Type must be application/secevent+jwt");
    }
    try {
      events.accept(request.bodyText());
      return HttpReply.of(202);
    } catch (EventRejected rejected) {
      return refusal(400, rejected.code(), rejected.getMessage());
    } catch (WafUnreachable _) {
      return refusal(503, "temporarily_unavailable", "the keys of the WAF cannot be fetched now");
    }
  }

  private static HttpReply refusal(int status, String code, String description) {
    return HttpReply.json(status, Map.of("err", code, "description", description)).noStore();
  }
}
