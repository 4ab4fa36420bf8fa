// SPDX-License-Identifier: Apache-2.0
package ringway.waf.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What one sign-in of a user allows one client.
 *
 * @param impi the subscription the client has asked for; empty for the user's first
 */
public record Grant(
    String user, String clientId, List<String> scopes, Instant signedInAt, Optional<String> impi) {
  public Grant {
    scopes = List.copyOf(scopes);
  }
}
