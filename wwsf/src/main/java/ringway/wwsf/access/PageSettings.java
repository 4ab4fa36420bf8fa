// SPDX-License-Identifier: Apache-2.0
package ringway.wwsf.access;

import java.net.URI;
import java.util.List;
import java.util.Map;
import ringway.runtime.http.HttpReply;
import ringway.runtime.http.HttpRequest;

/**
 * {@code GET /config.json}: what the page has to know before anybody has signed in.
 *
 * @param anonymous whether one can call without signing in
 */
public record PageSettings(
    String name, String domain, URI w2, List<Contact> contacts, boolean anonymous) {
  public HttpReply get(HttpRequest request) {
    return HttpReply.json(
            200,
            Map.of(
                "name", name,
                "domain", domain,
                "w2", w2.toString(),
                "contacts", contacts,
                "anonymous", anonymous))
        .with("Cache-Control", "no-cache");
  }
}
