// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.sso;

import java.time.Duration;
import ringway.epcscf.token.AccessIdentity;
import ringway.runtime.config.Secret;

/**
 * A user who has just proved its password.
 *
 * @param token fresh, for this client alone
 * @param authenticationInfo what proves the network to the client (RFC 7616 §3.5)
 */
public record SignedIn(
    AccessIdentity identity, Secret token, Duration life, String authenticationInfo) {}
