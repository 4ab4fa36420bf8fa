// SPDX-License-Identifier: Apache-2.0
/**
 * How a core makes sure of a user: SIP Digest (RFC 7616, RFC 8760) and IMS AKA in HTTP Digest (RFC
 * 3310, RFC 4169) over Milenage (TS 35.206), and the card that answers on the other side. Entry
 * class: {@link ringway.imscore.auth.Authenticator}.
 *
 * <p>Thread rule: the authenticator belongs to the signalling thread; all else is immutable but for
 * the sequence numbers of {@link ringway.imscore.auth.Card}.
 */
@NullMarked
package ringway.imscore.auth;

import org.jspecify.annotations.NullMarked;
