// SPDX-License-Identifier: Apache-2.0
/**
 * ICE lite (RFC 8445) and the STUN it needs (RFC 8489), without sockets and clocks. Entry class:
 * {@link ringway.agw.ice.IceLite}. A lite agent gathers host candidates only, answers checks and
 * learns from them where the peer is; the peer's candidates, mDNS names included, do not matter.
 *
 * <p>Thread rule: everything is immutable but for the random source, which is thread-safe.
 */
@NullMarked
package ringway.agw.ice;

import org.jspecify.annotations.NullMarked;
