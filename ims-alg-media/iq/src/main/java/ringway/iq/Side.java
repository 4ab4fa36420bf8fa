// SPDX-License-Identifier: Apache-2.0
package ringway.iq;

/** The two ends of a stream. */
public enum Side {
  /** The browser. */
  ACCESS,
  /** The IMS core. */
  CORE
}
