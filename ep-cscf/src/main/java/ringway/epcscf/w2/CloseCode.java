// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.w2;

/** WebSocket close codes in use: RFC 6455 §7.4.1 and the IANA registry. */
final class CloseCode {
  static final int NORMAL = 1000;
  static final int GOING_AWAY = 1001;

  /** What came is no SIP message. */
  static final int BAD_PAYLOAD = 1007;

  static final int POLICY = 1008;
  static final int TRY_AGAIN_LATER = 1013;

  private CloseCode() {}
}
