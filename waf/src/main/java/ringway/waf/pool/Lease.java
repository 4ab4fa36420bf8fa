// SPDX-License-Identifier: Apache-2.0
package ringway.waf.pool;

import java.time.Instant;
import java.util.List;
import ringway.waf.identity.Impi;
import ringway.waf.identity.Impu;

/**
 * A pair lent to a client for one of its users.
 *
 * @param id names the lease; the {@code sid} of its tokens
 * @param holder whom the client has it for, in its own words
 * @param tokensUntil no token for this lease may end later
 */
public record Lease(
    String id,
    String client,
    String pool,
    String holder,
    Impi impi,
    List<Impu> impus,
    Instant until,
    Instant tokensUntil) {}
