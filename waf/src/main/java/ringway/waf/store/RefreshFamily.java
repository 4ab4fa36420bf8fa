// SPDX-License-Identifier: Apache-2.0
package ringway.waf.store;

import java.time.Instant;

/**
 * All refresh tokens that follow from one sign-in; only the newest is good.
 *
 * @param currentHash hash of the newest token's secret part
 */
public record RefreshFamily(String id, Grant grant, String currentHash, Instant expiresAt) {
  RefreshFamily withCurrent(String hash) {
    return new RefreshFamily(id, grant, hash, expiresAt);
  }
}
