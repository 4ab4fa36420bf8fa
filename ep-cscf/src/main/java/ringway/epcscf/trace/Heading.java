// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.trace;

/** Which way a message went, seen from this node. */
public enum Heading {
  IN,
  OUT
}
