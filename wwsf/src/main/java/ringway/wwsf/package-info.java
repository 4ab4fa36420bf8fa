// SPDX-License-Identifier: Apache-2.0
/**
 * The WebRTC Web Server Function (TS 24.371 §5.3, TS 23.228 annex U): serves the web client, signs
 * its user in at the WAF, and gives the WIC what it needs to register (TS 24.371 A.3.2).
 *
 * <p>Entry class: {@link ringway.wwsf.Wwsf}. Every request runs on a virtual thread of its own and
 * may block; shared state lives in {@code session} and {@code oauth} and is thread-safe there.
 */
@NullMarked
package ringway.wwsf;

import org.jspecify.annotations.NullMarked;
