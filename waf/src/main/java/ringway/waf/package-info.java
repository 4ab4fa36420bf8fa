// SPDX-License-Identifier: Apache-2.0
/**
 * The WebRTC Authorisation Function (TS 24.371 §5.4, TS 33.203 Annex X.4): signs users in and
 * issues the access tokens that name the IMPI and IMPUs a browser may register with.
 *
 * <p>Entry class: {@link ringway.waf.Waf}. Every request runs on a virtual thread of its own and
 * may block; shared state lives in `store` and is thread-safe there.
 */
@NullMarked
package ringway.waf;

import org.jspecify.annotations.NullMarked;
