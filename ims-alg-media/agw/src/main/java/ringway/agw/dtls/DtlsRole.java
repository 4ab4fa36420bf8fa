// SPDX-License-Identifier: Apache-2.0
package ringway.agw.dtls;

/** RFC 5763 §5: the active side is the DTLS client. */
public enum DtlsRole {
  CLIENT,
  SERVER
}
