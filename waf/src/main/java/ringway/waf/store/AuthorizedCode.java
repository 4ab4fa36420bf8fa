// SPDX-License-Identifier: Apache-2.0
package ringway.waf.store;

import java.time.Instant;
import java.util.Optional;

/**
 * An authorization code waiting for its exchange.
 *
 * @param challenge the S256 code challenge (RFC 7636 §4.2)
 */
public record AuthorizedCode(
    Grant grant, String redirectUri, String challenge, Optional<String> nonce, Instant expiresAt) {}
