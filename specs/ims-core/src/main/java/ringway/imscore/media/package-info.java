// SPDX-License-Identifier: Apache-2.0
/**
 * What a phone of the lab says and hears: G.711 over RTP, with RTCP, and measuring of what came in.
 *
 * <p>Clauses: RFC 3550, RFC 3551, RFC 4733, ITU-T G.711. Entry class: {@code MediaSession}. Thread
 * rule: three virtual threads for each session, {@code Reception} and {@code Meter} guard
 * themselves; everything else here is immutable or owned by one of the three.
 */
@NullMarked
package ringway.imscore.media;

import org.jspecify.annotations.NullMarked;
