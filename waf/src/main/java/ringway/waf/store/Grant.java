// SPDX-License-Identifier: Apache-2.0
package ringway.waf.store;

import java.time.Instant;
import java.util.List;

/** What one sign-in of a user allows one client. */
public record Grant(String user, String clientId, List<String> scopes, Instant signedInAt) {
  public Grant {
    scopes = List.copyOf(scopes);
  }
}
