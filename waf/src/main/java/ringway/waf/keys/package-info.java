// SPDX-License-Identifier: Apache-2.0
/**
 * The keys that sign tokens, and their public halves (RFC 7517): in the database, encrypted, shared
 * by all nodes and exchanged by themselves; or in files; or of one process alone. Entry classes:
 * {@link ringway.waf.keys.KeyRings}, {@link ringway.waf.keys.KeyRing}.
 *
 * <p>Thread rule: everything here may be called from any thread; signing never waits for the
 * database.
 */
@NullMarked
package ringway.waf.keys;

import org.jspecify.annotations.NullMarked;
