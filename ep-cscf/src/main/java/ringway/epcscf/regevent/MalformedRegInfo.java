// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.regevent;

/** A body that is no reginfo document. */
final class MalformedRegInfo extends RuntimeException {
  private static final long serialVersionUID = 1;

  MalformedRegInfo(String message) {
    super(message);
  }
}
