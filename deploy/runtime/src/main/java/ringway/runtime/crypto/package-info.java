// SPDX-License-Identifier: Apache-2.0
/**
 * Cryptography of the JDK in the forms the functions exchange: Ed25519 (RFC 8032) by the bare bytes
 * of a JWK (RFC 8037). Entry class: {@link ringway.runtime.crypto.Ed25519}.
 *
 * <p>Thread rule: everything here may be called from any thread.
 */
@NullMarked
package ringway.runtime.crypto;

import org.jspecify.annotations.NullMarked;
