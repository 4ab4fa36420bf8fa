// SPDX-License-Identifier: Apache-2.0
package ringway.iq;

/** What a side takes of RTCP feedback (RFC 4585, RFC 5104); all else ends at the gateway. */
public enum Feedback {
  /** Generic NACK: packets to be sent again. */
  NACK,
  /** Picture loss indication. */
  PLI,
  /** Full intra request. */
  FIR
}
