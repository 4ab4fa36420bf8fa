// SPDX-License-Identifier: Apache-2.0
/**
 * Short-lived credentials for TURN servers (TS 33.203 X.5.1): user name and password from a shared
 * secret, or access tokens of RFC 7635. The TURN server checks both without asking anybody.
 *
 * <p>Entry classes: {@link ringway.wwsf.turn.TurnCredentials}, {@link
 * ringway.wwsf.turn.TurnTokens}. Immutable.
 */
@NullMarked
package ringway.wwsf.turn;

import org.jspecify.annotations.NullMarked;
