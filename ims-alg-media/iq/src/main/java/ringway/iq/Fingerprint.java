// SPDX-License-Identifier: Apache-2.0
package ringway.iq;

/**
 * RFC 8122 §5.
 *
 * @param hash such as {@code sha-256}, lower case
 * @param value upper-case hexadecimal bytes with colons
 */
public record Fingerprint(String hash, String value) {}
