// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.alg;

/** Of the gateway in the handshake (RFC 8842 §5). */
public enum DtlsRole {
  ACTIVE,
  PASSIVE
}
