// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.alg;

import java.util.List;
import java.util.Optional;

/**
 * What an offer and its answer come to: what the media function is to do.
 *
 * @param core empty while the core side wants no packets
 * @param payloads numbers that differ between the sides
 */
public record Terms(
    AccessPeer access,
    DtlsRole role,
    Optional<CorePeer> core,
    boolean accessToCore,
    boolean coreToAccess,
    List<Mapping> payloads) {
  /** Whether media passes in the same directions. */
  boolean flowsAs(Terms other) {
    return accessToCore == other.accessToCore && coreToAccess == other.coreToAccess;
  }

  /** One codec under the browser's number and the core's. */
  public record Mapping(int access, int core) {}
}
