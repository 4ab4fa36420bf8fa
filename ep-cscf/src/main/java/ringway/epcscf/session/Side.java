// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.session;

/** The two sides of a call through us. */
enum Side {
  ACCESS,
  CORE;

  Side other() {
    return this == ACCESS ? CORE : ACCESS;
  }
}
