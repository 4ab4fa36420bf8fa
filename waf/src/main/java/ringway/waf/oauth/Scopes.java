// SPDX-License-Identifier: Apache-2.0
package ringway.waf.oauth;

import com.nimbusds.oauth2.sdk.OAuth2Error;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** RFC 6749 §3.3. */
final class Scopes {
  private Scopes() {}

  /** What is asked for, or all that is allowed; never more. */
  static List<String> within(Form form, Collection<String> allowed) {
    List<String> asked =
        form.get("scope")
            .map(text -> Stream.of(text.split(" ")).filter(s -> !s.isEmpty()).distinct().toList())
            .orElseGet(() -> List.copyOf(allowed));
    if (asked.isEmpty() || !allowed.containsAll(asked)) {
      throw new OAuthReject(
          OAuth2Error.INVALID_SCOPE, "scope must be some of: " + String.join(" ", allowed));
    }
    return asked;
  }
}
