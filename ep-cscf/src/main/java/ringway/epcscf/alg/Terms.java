// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.alg;

import java.util.List;
import java.util.Optional;

/**
 * What an offer and its answer come to: what the media function is to do.
 *
 * @param core empty while the core side wants no packets
 * @param accessPayloads what the browser sends and takes
 * @param corePayloads what the core sends and takes
 */
public record Terms(
    AccessPeer access,
    DtlsRole role,
    Optional<CorePeer> core,
    boolean accessToCore,
    boolean coreToAccess,
    List<Payload> accessPayloads,
    List<Payload> corePayloads) {
  /** Whether media passes in the same directions. */
  boolean flowsAs(Terms other) {
    return accessToCore == other.accessToCore && coreToAccess == other.coreToAccess;
  }
}
