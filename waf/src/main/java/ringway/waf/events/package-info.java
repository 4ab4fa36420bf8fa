// SPDX-License-Identifier: Apache-2.0
/**
 * Revocations, and the security events that tell every eP-CSCF of them (RFC 8417, with the CAEP
 * events session-revoked and token-claims-change): pushed (RFC 8935), or fetched with a long poll
 * (RFC 8936). A revocation and its event are one transaction; an event waits until its receiver has
 * acknowledged it or every token it concerns has ended. Entry classes: {@link
 * ringway.waf.events.Revocations}, {@link ringway.waf.events.EventFeed}.
 *
 * <p>Thread rule: everything here may be called from any thread; all but the push threads block
 * only for the database, polls also for events.
 */
@NullMarked
package ringway.waf.events;

import org.jspecify.annotations.NullMarked;
